package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
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

    /** DocuSign refused a connection's token in words that are in no catalogue, with that code. */
    void unknownRefusal(ConnectionId connection, String integration, String code);

    /**
     * A connection needs a new consent since just now.
     *
     * @param error what its last attempt ended with: a word of ours, or DocuSign's code that is fit to be shown
     */
    void consentRequired(ConnectionId connection, String integration, ConsentReason reason, String error);

    /** An operator has something to look at that nobody knew before. */
    void flagged(String integration, UpstreamGate.Flag flag);
}
