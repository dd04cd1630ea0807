package io.countersign.refresh;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an import stands, as one look at the rows found it. */
sealed interface ImportStanding {

    /**
     * It has its row.
     *
     * @param generation of its tokens
     * @param dueIn when it is looked at again
     */
    record UnderWay(long generation, Duration dueIn) implements ImportStanding {}

    /**
     * It has ended so.
     *
     * @param reason where there is one, else null
     */
    record Ended(ImportedTokens.Outcome outcome, @Nullable String reason) implements ImportStanding {}

    /** Nobody knows of it. */
    record Unknown() implements ImportStanding {}

    /**
     * What it means for whoever asked for a proof of that generation.
     *
     * @param shortest no answer asks to come again earlier
     */
    default Proof proof(long generation, Duration shortest) {
        return switch (this) {
            case UnderWay row ->
                row.generation() > generation
                        ? new Proof.Proven()
                        : new Proof.Unproven(row.dueIn().compareTo(shortest) < 0 ? shortest : row.dueIn());
            case Ended ended ->
                switch (ended.outcome()) {
                    case ACTIVE, PENDING -> new Proof.Proven();
                    case REFUSED ->
                        new Proof.Refused(
                                ended.reason() == null ? LastError.IMPORT_REFUSED.wireName() : ended.reason());
                    case DISCARDED -> new Proof.Gone();
                };
            case Unknown unknown -> new Proof.Gone();
        };
    }
}
