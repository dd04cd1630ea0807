package io.countersign.refresh;

import java.time.Duration;

/** What came of asking for more time for a further call of the same attempt. */
sealed interface Extension {

    /** The lease runs anew. */
    record Extended() implements Extension {}

    /** It is not ours any more. */
    record Lost() implements Extension {}

    /** It is ours as it was, but the integration's gate is closed for that long: nothing more may be sent. */
    record GateClosed(Duration pause) implements Extension {}

    /**
     * It is ours as it was, but the connection has had its ten calls of a minute: nothing more may be sent, see
     * {@link GivenBack#outOfCalls}.
     */
    record TooMany() implements Extension {}
}
