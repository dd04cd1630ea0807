package io.countersign.connection;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Which connections a list shows; null where that does not matter.
 *
 * @param state as shown
 * @param reason in {@link ConnectionState#CONSENT_REQUIRED}
 * @param expiresBefore their refresh token's computed end comes before that; those without one are left out
 */
public record ConnectionFilter(
        @Nullable ConnectionState state,
        @Nullable ConsentReason reason,
        @Nullable OffsetDateTime expiresBefore) {

    /** The states, for {@code @Pattern}. */
    public static final String STATES = "awaiting_consent|awaiting_confirmation|active|consent_required|disconnected";

    public static final String STATE_RULE =
            "must be one of awaiting_consent, awaiting_confirmation, active, consent_required, disconnected";

    /** The reasons, for {@code @Pattern}. */
    public static final String REASONS = "refresh_token_expired|consent_revoked|lost_response|scopes_missing|user_gone";

    public static final String REASON_RULE =
            "must be one of refresh_token_expired, consent_revoked, lost_response, scopes_missing, user_gone";

    /** Of parameters that are valid. */
    public static ConnectionFilter of(@Nullable String state, @Nullable String reason, @Nullable String expiresBefore) {
        return new ConnectionFilter(
                state == null ? null : ConnectionState.named(state),
                reason == null ? null : ConsentReason.named(reason),
                expiresBefore == null ? null : OffsetDateTime.parse(expiresBefore));
    }

    /**
     * The condition on the token row {@code t} and its pending grant {@code p} or import {@code m}. The state stands in
     * it as a literal, so that PostgreSQL sees which index serves it, whatever plan it keeps.
     */
    String stateCondition() {
        ConnectionState wanted = state == null && reason != null ? ConnectionState.CONSENT_REQUIRED : state;
        return switch (wanted) {
            case null -> "true";
            case AWAITING_CONSENT -> "t.state = 'awaiting_consent' AND coalesce(p.consent_id, m.import_id) IS NULL";
            case AWAITING_CONFIRMATION ->
                "t.state IN ('awaiting_consent', 'disconnected')"
                        + " AND coalesce(p.consent_id, m.import_id) IS NOT NULL";
            case ACTIVE -> "t.state = 'active'";
            case CONSENT_REQUIRED -> "t.state = 'consent_required'";
            case DISCONNECTED -> "t.state = 'disconnected' AND coalesce(p.consent_id, m.import_id) IS NULL";
        };
    }

    /**
     * The condition on the token row {@code t}, with the time as parameter 4. The lower bound holds for all; beside it
     * a plan that knows no parameters takes this for a short span and looks into the index of the ends, where it would
     * take an open one for a third of all rows and read them in order.
     */
    String expiryCondition() {
        return expiresBefore == null
                ? "$4::timestamptz IS NULL"
                : "t.refresh_expires_at < $4 AND t.refresh_expires_at > timestamptz '-infinity'";
    }

    @Nullable
    String reasonName() {
        return reason == null ? null : reason.wireName();
    }
}
