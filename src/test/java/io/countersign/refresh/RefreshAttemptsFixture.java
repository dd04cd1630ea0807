package io.countersign.refresh;

import static io.countersign.refresh.FakeRefreshStore.TARGET;

import io.countersign.refresh.gate.Rate;
import java.time.Duration;
import java.util.UUID;

/** Attempts against fakes. D is 30 s: lease 40 s, window 5 s, takeover 15 s. */
abstract class RefreshAttemptsFixture {
    static final String LEASE = "lease 40 15";
    static final String EXTEND = "extend 40";

    final FakeRefreshStore store = new FakeRefreshStore();
    final FakeUpstream upstream = new FakeUpstream();
    final FakePulse pulse = new FakePulse();
    final FakeUpstreamGate gate = new FakeUpstreamGate(store.log);
    final FakeSignals signals = new FakeSignals();
    private final RefreshAttempts attempts = new RefreshAttempts(
            new RefreshPorts(store, gate, upstream, pulse, signals),
            new RefreshTimes(Duration.ofSeconds(30), Duration.ofDays(30)),
            new Rate(pulse, 50));

    final Renewal run() {
        return attempts.run(TARGET, UUID.randomUUID()).await().atMost(Duration.ofSeconds(5));
    }
}
