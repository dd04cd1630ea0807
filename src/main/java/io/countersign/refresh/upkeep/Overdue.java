package io.countersign.refresh.upkeep;

/**
 * How long the connection has been due that waits longest for its renewal, as a look at the rows found it. It goes on
 * waiting until the next look, also where there is none because the database is away: nobody renews anything then.
 *
 * @param seconds at the look; 0 where nothing waited
 * @param connections how many had waited for more than {@link #LONG} seconds
 * @param lookedAt when the rows were asked, in nanoseconds of a monotonic clock
 */
record Overdue(double seconds, long connections, long lookedAt) {
    /** What a renewal takes with its turn and a try or two more is less. */
    static final int LONG = 60;

    private static final double NANOSECONDS = 1e9;

    /** Seconds by now. */
    double by(long now) {
        return seconds > 0 ? seconds + (now - lookedAt) / NANOSECONDS : 0;
    }
}
