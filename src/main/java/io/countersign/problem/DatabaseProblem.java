package io.countersign.problem;

import io.countersign.database.Causes;
import io.countersign.database.DatabaseFailure;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What is answered where the database fails. */
public final class DatabaseProblem {
    private static final Logger LOG = Logger.getLogger(DatabaseProblem.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private DatabaseProblem() {}

    /** 503 with the pause after which a caller may try again. */
    public static Problem unavailable() {
        return Problem.unavailable(
                "The database behind the vault cannot be used right now, so the request was refused. Send it again"
                        + " later.",
                RETRY_AFTER);
    }

    /**
     * 503 where the database cannot be used, 409 where two requests changed the same thing at once, 400 for text it
     * cannot hold; else empty.
     */
    static Optional<Problem> of(Throwable failure) {
        return Causes.of(failure)
                .filter(cause -> !BodyProblem.isBrokenRead(cause))
                .flatMap(cause -> ofOne(cause).stream())
                .findFirst();
    }

    private static Optional<Problem> ofOne(Throwable cause) {
        return DatabaseFailure.sqlState(cause)
                .map(state -> answered(state, cause))
                .orElseGet(() ->
                        DatabaseFailure.isUnreachable(cause) ? Optional.of(unavailable(cause)) : Optional.empty());
    }

    /** By SQLSTATE (PostgreSQL, appendix A). */
    private static Optional<Problem> answered(String state, Throwable answered) {
        return switch (state) {
            // unique_violation, foreign_key_violation, serialization_failure, deadlock_detected
            case "23505", "23503", "40001", "40P01" ->
                Optional.of(Problem.conflict(
                        "Nothing was changed: somebody else changed the same thing at the same moment. Send"
                                + " the request again."));
            // character_not_in_repertoire, untranslatable_character: a text that came by another way than a body, where
            // WellFormedText refuses the only character that PostgreSQL cannot hold
            case "22021", "22P05" ->
                Optional.of(Problem.of(
                        ProblemType.MALFORMED_BODY, "Nothing was changed. Text must not hold the character U+0000."));
            // query_canceled, lock_not_available, read_only_sql_transaction (a standby)
            case "57014", "55P03", "25006" -> Optional.of(unavailable(answered));
            // Of our own schema: the key that was to wrap a keyset was retired just now. The next try takes another.
            case "CS001" -> Optional.of(unavailable(answered));
            default -> DatabaseFailure.isOutage(answered) ? Optional.of(unavailable(answered)) : Optional.empty();
        };
    }

    private static Problem unavailable(Throwable cause) {
        LOG.warnf("The database cannot be used cause=%s", cause);
        return unavailable();
    }
}
