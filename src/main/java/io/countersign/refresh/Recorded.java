package io.countersign.refresh;

import io.countersign.connection.ConsentReason;

/** What became of a refusal that was to be recorded. */
sealed interface Recorded {

    /**
     * It stands: the connection needs a new consent.
     *
     * @param reason as the row has it, which alone knew of a doubt when it was written
     * @param error what the view shows of the last attempt: a word of ours, or DocuSign's code that is fit to be shown
     */
    record Stands(ConsentReason reason, String error) implements Recorded {}

    /** No connection needs a consent by it: the lease was not this attempt's any more, or it was an import's. */
    record Nothing() implements Recorded {}

    /**
     * The integration has other client secrets by now, or is gone: nothing was written, and the lease is still to be
     * given back.
     */
    record Outdated() implements Recorded {}
}
