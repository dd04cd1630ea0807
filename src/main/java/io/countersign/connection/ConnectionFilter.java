package io.countersign.connection;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Which connections a list shows; null where that does not matter.
 *
 * @param state as shown
 * @param reason in {@link ConnectionState#CONSENT_REQUIRED}
 * @param expiresBefore their refresh token's computed end comes before that; those without one are left out
 */
record ConnectionFilter(
        @Nullable ConnectionState state,
        @Nullable ConsentReason reason,
        @Nullable OffsetDateTime expiresBefore) {

    /** The states, for {@code @Pattern}. */
    static final String STATES = "awaiting_consent|awaiting_confirmation|active|consent_required|disconnected";

    static final String STATE_RULE =
            "must be one of awaiting_consent, awaiting_confirmation, active, consent_required, disconnected";

    /** The reasons, for {@code @Pattern}. */
    static final String REASONS = "refresh_token_expired|consent_revoked|lost_response|scopes_missing|user_gone";

    static final String REASON_RULE =
            "must be one of refresh_token_expired, consent_revoked, lost_response, scopes_missing, user_gone";

    /** Before all ends that there are, and after them: days that Java and PostgreSQL write alike. */
    private static final LocalDate FIRST_DAY = LocalDate.EPOCH;

    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

    /** Of parameters that are valid. */
    static ConnectionFilter of(@Nullable String state, @Nullable String reason, @Nullable String expiresBefore) {
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
     * The condition on the token row {@code t}, with the time as parameter 4. The end of its day stands beside it as a
     * literal: a plan that knows no parameters takes any time for one that a third of all rows come before.
     */
    String expiryCondition() {
        if (expiresBefore == null) {
            return "$4::timestamptz IS NULL";
        }
        LocalDate nextDay = expiresBefore
                .withOffsetSameInstant(ZoneOffset.UTC)
                .toLocalDate()
                .plusDays(1);
        LocalDate shown = nextDay.isBefore(FIRST_DAY) ? FIRST_DAY : nextDay.isAfter(LAST_DAY) ? LAST_DAY : nextDay;
        return "t.refresh_expires_at < $4 AND t.refresh_expires_at < timestamptz '" + shown + " 00:00:00Z'";
    }

    @Nullable
    String reasonName() {
        return reason == null ? null : reason.wireName();
    }
}
