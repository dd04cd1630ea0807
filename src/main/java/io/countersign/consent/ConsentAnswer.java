package io.countersign.consent;

import io.countersign.connection.Consent;

/** What came back from DocuSign for an authorization code: a consent, or why there is none. */
sealed interface ConsentAnswer {

    /** Tokens, and whose they are. */
    record Given(Consent consent) implements ConsentAnswer {}

    /**
     * No consent, or none that counts. It leaves the link as it was.
     *
     * @param end the page for the person
     * @param reason a word for the audit trail
     */
    record Stopped(ConsentEnd end, String reason) implements ConsentAnswer, ConsentResult {}
}
