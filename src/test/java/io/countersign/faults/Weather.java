package io.countersign.faults;

import java.time.Duration;

/**
 * What happens to bytes on their way through a {@link TcpProxy}, in both directions.
 *
 * @param latency how long each chunk waits
 * @param slice the most bytes that are passed on at once
 * @param stalled whether nothing is passed on, while both sides believe to be connected
 * @param refusing whether new connections are reset
 */
record Weather(Duration latency, int slice, boolean stalled, boolean refusing) {
    private static final int LARGEST = 16 * 1024;

    static final Weather FINE = new Weather(Duration.ZERO, LARGEST, false, false);

    Weather withLatency(Duration each) {
        return new Weather(each, slice, stalled, refusing);
    }

    Weather withSlice(int bytes) {
        return new Weather(latency, bytes, stalled, refusing);
    }

    Weather withStall() {
        return new Weather(latency, slice, true, refusing);
    }

    Weather withRefusal() {
        return new Weather(latency, slice, stalled, true);
    }
}
