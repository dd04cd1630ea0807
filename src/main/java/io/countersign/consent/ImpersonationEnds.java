package io.countersign.consent;

import io.countersign.connection.ConsentReason;
import io.countersign.refresh.LastError;
import io.countersign.refresh.Renewal;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an assertion that was tried after somebody came back from DocuSign means for the person in front. */
final class ImpersonationEnds {
    private ImpersonationEnds() {}

    /** The page for it. Every end but the good one leaves the link open. */
    static ConsentEnd of(Renewal renewal) {
        return switch (renewal) {
            case Renewal.Renewed renewed -> ConsentEnd.IMPERSONATION_READY;
            case Renewal.ConsentMissing missing -> ConsentEnd.CONSENT_NOT_SEEN;
            case Renewal.ConsentRequired required -> of(required.reason());
            case Renewal.AccountRefused refused -> ConsentEnd.USER_NOT_FITTING;
            case Renewal.Superseded superseded -> ConsentEnd.CONSENT_UNTRIED;
            case Renewal.Elsewhere elsewhere -> ConsentEnd.CONSENT_UNTRIED;
            case Renewal.NotBefore notBefore -> ConsentEnd.CONSENT_UNTRIED;
            case Renewal.Failed failed -> ConsentEnd.CONSENT_UNTRIED;
        };
    }

    private static ConsentEnd of(ConsentReason reason) {
        return switch (reason) {
            case USER_GONE -> ConsentEnd.USER_NOT_FOUND;
            case CONSENT_REVOKED, SCOPES_MISSING, REFRESH_TOKEN_EXPIRED, LOST_RESPONSE -> ConsentEnd.CONSENT_NOT_SEEN;
        };
    }

    /**
     * The end of what could not be tried.
     *
     * @param lastError the connection's, or null
     */
    static ConsentResult.Stopped untried(@Nullable String lastError) {
        return Optional.ofNullable(lastError)
                .flatMap(LastError::named)
                .filter(LastError::isOfIntegration)
                .map(error -> new ConsentResult.Stopped(ConsentEnd.APP_REFUSED, error.wireName()))
                .orElseGet(() -> stopAt(ConsentEnd.CONSENT_UNTRIED));
    }

    /** An end that is not good, with its word for the audit trail. */
    static ConsentResult.Stopped stopAt(ConsentEnd end) {
        return new ConsentResult.Stopped(end, end.name().toLowerCase(Locale.ROOT));
    }
}
