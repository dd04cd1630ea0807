package io.countersign.refresh;

import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an impersonated connection that is not active was last told, for whoever asks between two tries. Another replica
 * may have been told, so the row has to say it: each end of an attempt leaves its own {@code last_error} there, and
 * behind an outage stands no refusal.
 */
final class StandingRefusal {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(6);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final int MOST_DOUBLINGS = 4;

    private StandingRefusal() {}

    /** How long nobody tries again after a refusal: 6 s, doubling to 60 s with the failures before it. */
    static Duration pause(int failures) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    /**
     * The answer that stands until the next try. A callback, a PUT and a retry end it together with its pause: if
     * something else is in the way of the try that they are for, as the ten calls of a minute, DocuSign has not been
     * asked since, and nobody may be told that it refused.
     *
     * @param reason in {@link ConnectionState#CONSENT_REQUIRED}, else null
     * @param lastError as the row has it
     * @param ended whether somebody ended its pause: none is running, and no failure is counted
     * @param again how long until the next try
     */
    static Optional<Renewal> of(
            GrantType grant,
            ConnectionState state,
            @Nullable ConsentReason reason,
            @Nullable String lastError,
            boolean ended,
            Duration again) {
        if (grant != GrantType.JWT_BEARER || state == ConnectionState.ACTIVE || lastError == null || ended) {
            return Optional.empty();
        }
        if (reason != null && reason.wireName().equals(lastError)) {
            return Optional.of(new Renewal.ConsentRequired(reason, again));
        }
        return LastError.named(lastError).flatMap(error -> of(error, again));
    }

    private static Optional<Renewal> of(LastError error, Duration again) {
        return switch (error) {
            case CONSENT_MISSING -> Optional.of(new Renewal.ConsentMissing(again));
            case ACCOUNT_MISMATCH, EMAIL_MISMATCH, USER_MISMATCH, NO_ACCOUNT ->
                Optional.of(new Renewal.AccountRefused(error.wireName(), again));
            case UNREACHABLE,
                    NO_ANSWER,
                    THROTTLED,
                    UNEXPECTED_ANSWER,
                    GATE_CLOSED,
                    CLIENT_REFUSED,
                    CLIENT_SECRET_MISSING,
                    RSA_KEY_REFUSED,
                    RSA_KEY_MISSING,
                    CLIENT_SECRETS_CHANGED,
                    REFUSAL_HELD,
                    CALL_LIMIT,
                    ASSERTION_EXPIRED,
                    USERINFO_SILENT,
                    IMPORT_REFUSED,
                    STOPPED,
                    KEY_MISSING,
                    UNREADABLE,
                    INTERNAL -> Optional.empty();
        };
    }
}
