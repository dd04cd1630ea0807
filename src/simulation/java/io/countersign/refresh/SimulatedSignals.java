package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.refresh.gate.UpstreamGate;
import java.time.Duration;

/** Writes down what an engine tells. */
final class SimulatedSignals implements RefreshSignals {
    private final SimulatedTime time;
    private final String process;

    SimulatedSignals(SimulatedTime time, String process) {
        this.time = time;
        this.process = process;
    }

    @Override
    public void ended(Renewal renewal) {
        time.log("%s %s", process, renewal);
    }

    @Override
    public void staleAnswer() {
        time.log("%s drops a stale answer", process);
    }

    @Override
    public void waited(Duration duration) {
        time.log("%s waited for another replica for %s", process, duration);
    }

    @Override
    public void unknownRefusal(ConnectionId connection, String integration, String code) {
        time.log("%s hears %s of %s", process, code, connection.tenant());
    }

    @Override
    public void consentRequired(ConnectionId connection, String integration, ConsentReason reason, String error) {
        time.log("%s tells that %s needs a consent: %s %s", process, connection.tenant(), reason, error);
    }

    @Override
    public void flagged(String integration, UpstreamGate.Flag flag) {
        time.log("%s flags %s %s", process, integration, flag);
    }
}
