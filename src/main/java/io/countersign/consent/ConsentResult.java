package io.countersign.consent;

import io.countersign.connection.Consenter;
import io.countersign.grant.ConsentOutcome;
import org.jspecify.annotations.Nullable;

/** What was decided of an attempt to consent. */
sealed interface ConsentResult {

    /** How it ends for the person in front of the browser. */
    ConsentEnd end();

    /**
     * Somebody gave it.
     *
     * @param person who
     * @param outcome what that amounts to
     * @param end what that means to the person
     */
    record Decided(Consenter person, ConsentOutcome outcome, ConsentEnd end) implements ConsentResult {
        Decided(Consenter person, ConsentOutcome outcome) {
            this(person, outcome, ConsentEnd.of(outcome));
        }
    }

    /**
     * DocuSign has granted an assertion for a user who was known; who came back was not looked at.
     *
     * @param tenantName the customer whose connection works now
     */
    record Granted(String tenantName) implements ConsentResult {
        @Override
        public ConsentEnd end() {
            return ConsentEnd.IMPERSONATION_READY;
        }
    }

    /**
     * Nobody gave it, or it does not count. The link stays as it was.
     *
     * @param end the page for the person
     * @param reason a word for the audit trail
     * @param error DocuSign's own code for it, if it sent the person back with one, else null
     */
    record Stopped(ConsentEnd end, String reason, @Nullable String error)
            implements ConsentResult, CodeExchange.Answer {

        Stopped(ConsentEnd end, String reason) {
            this(end, reason, null);
        }
    }
}
