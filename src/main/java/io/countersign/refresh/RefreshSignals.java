package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.refresh.gate.GateKey;
import io.countersign.refresh.gate.UpstreamGate;
import java.time.Duration;

/** What the engine tells whoever watches it. None of this may fail or take long. */
interface RefreshSignals {

    /** An attempt ended so, however many had asked for it. */
    void ended(Renewal renewal);

    /** An answer of DocuSign's came for tokens that are not the connection's any more, and was dropped. */
    void staleAnswer();

    /** A request waited that long for another replica. */
    void waited(Duration duration);

    /** What has just been learned of a gate. */
    void gate(GateKey key, GateState state);

    /** DocuSign refused a connection's token in words that are in no catalogue, with that code. */
    void unknownRefusal(ConnectionId connection, String integration, String code);

    /** An operator has something to look at that nobody knew before. */
    void flagged(String integration, UpstreamGate.Flag flag);

    /** A gate, as far as this replica knows. */
    enum GateState {
        OPEN,
        PAUSED,
        PROBING
    }
}
