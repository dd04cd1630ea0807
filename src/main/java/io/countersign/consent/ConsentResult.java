package io.countersign.consent;

import io.countersign.connection.ConsentOutcome;
import io.countersign.connection.Consenter;

/** What was decided of an attempt to consent. */
sealed interface ConsentResult permits ConsentResult.Decided, ConsentAnswer.Stopped {

    /** How it ends for the person in front of the browser. */
    ConsentEnd end();

    /**
     * Somebody gave it.
     *
     * @param person who
     * @param outcome what that amounts to
     */
    record Decided(Consenter person, ConsentOutcome outcome) implements ConsentResult {
        @Override
        public ConsentEnd end() {
            return ConsentEnd.of(outcome);
        }
    }
}
