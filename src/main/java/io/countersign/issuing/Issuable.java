package io.countersign.issuing;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import io.countersign.docusign.Environment;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a connection's access token. How long it lasts was computed by the database and is carried on the
 * monotonic clock from there: a wall clock that jumps changes nothing.
 *
 * @param id the connection
 * @param state as shown
 * @param reason in {@link ConnectionState#CONSENT_REQUIRED}, else null
 * @param generation of the tokens
 * @param integration through which it is authorised
 * @param environment where its integration lives
 * @param grant how it gets its tokens
 * @param userKnown whether it is known whose tokens they are: whom a signed assertion could impersonate
 * @param askedNanos on the monotonic clock, before the query was sent
 * @param rejected whether a caller reported that DocuSign refuses the access token
 * @param endsAt of the access token by the database's clock, in seconds since 1970; 0 where there is none. Names the
 *     token: a renewal that keeps it changes all but this
 * @param lifeSeconds of the access token when it was stored
 * @param secondsThen of the access token's life, when the query ran; 0 or less where there is none
 * @param sealedToken the access token, or null
 * @param wrappedKeyset the tenant's
 * @param scope space-separated, or null
 * @param accountId the DocuSign account, or null
 * @param baseUri its API, or null
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
record Issuable(
        ConnectionId id,
        ConnectionState state,
        @Nullable ConsentReason reason,
        long generation,
        String integration,
        Environment environment,
        GrantType grant,
        boolean userKnown,
        long askedNanos,
        boolean rejected,
        double endsAt,
        double lifeSeconds,
        double secondsThen,
        byte @Nullable [] sealedToken,
        byte[] wrappedKeyset,
        @Nullable String scope,
        @Nullable String accountId,
        @Nullable String baseUri) {
    private static final long DEFAULT_MIN_TTL = 600;

    /** Seconds that a caller may take to ask again with what an answer said: as its Retry-After in most cases. */
    private static final int ASKING_AGAIN = 5;

    private static final long LAST_RESORT = 60;
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The same, with a token that lasts that many seconds from the query on. */
    Issuable lasting(double seconds) {
        return new Issuable(
                id,
                state,
                reason,
                generation,
                integration,
                environment,
                grant,
                userKnown,
                askedNanos,
                rejected,
                endsAt,
                lifeSeconds,
                seconds,
                sealedToken,
                wrappedKeyset,
                scope,
                accountId,
                baseUri);
    }

    /** What is left of the access token's life; at most that, since the query took some of it. */
    double secondsLeft(long nowNanos) {
        return secondsThen - (nowNanos - askedNanos) / NANOS;
    }

    /**
     * Whether the token can be issued without a renewal (rules 1 and 4 of docs/api.md).
     *
     * @param minTtl the least number of seconds it must last, or null where the caller did not say
     */
    boolean satisfies(@Nullable Integer minTtl, long nowNanos) {
        if (state == ConnectionState.ACTIVE) {
            return !rejected && lasts(minTtl == null ? DEFAULT_MIN_TTL : minTtl, nowNanos);
        }
        return reason != null && reason.leavesAccessToken() && lasts(minTtl == null ? LAST_RESORT : minTtl, nowNanos);
    }

    /** Whether no access token may be issued in that state, however long one lasts. */
    boolean isEnded() {
        return state != ConnectionState.ACTIVE && (reason == null || !reason.leavesAccessToken());
    }

    /**
     * A number of seconds that {@link #satisfies} now and in a moment: what is left of the token but for the time in
     * which a caller asks again, and no more than may be asked for. Null where none does, since there is no token, none
     * that may be issued in that state, or one that ends as soon.
     */
    @Nullable
    Long satisfiable(long nowNanos) {
        return satisfies(ASKING_AGAIN + 1, nowNanos)
                ? (Long) Math.min((long) secondsLeft(nowNanos) - ASKING_AGAIN, mostThatMayBeAskedFor())
                : null;
    }

    /**
     * The largest {@code min_ttl_seconds} that makes sense: an assertion's tokens live for an hour, and a renewal that
     * could never satisfy would be one call to DocuSign for each request.
     */
    long mostThatMayBeAskedFor() {
        return switch (grant) {
            case AUTHORIZATION_CODE -> TokenRequest.MOST;
            case JWT_BEARER -> TokenRequest.MOST_OF_ASSERTIONS;
        };
    }

    /**
     * Whether asking DocuSign may bring a token: a consent to an impersonation may be given anywhere, and only an
     * assertion tells. A grant that waits for confirmation is somebody else's: the known user goes on.
     */
    boolean isWorthAsking() {
        return switch (state) {
            case ACTIVE -> true;
            case AWAITING_CONSENT, CONSENT_REQUIRED, AWAITING_CONFIRMATION ->
                grant == GrantType.JWT_BEARER && userKnown;
            case DISCONNECTED -> false;
        };
    }

    /** Whether a report that DocuSign refuses the token says something new about what is issued. */
    boolean canBeRejected(long nowNanos) {
        return state == ConnectionState.ACTIVE && !rejected && lasts(0, nowNanos);
    }

    /** Whether the token can be issued because no newer one came (rule 3). */
    boolean isLastResort(@Nullable Integer minTtl, long nowNanos) {
        return state == ConnectionState.ACTIVE && minTtl == null && lasts(LAST_RESORT, nowNanos);
    }

    /** Whether the token has at least that many seconds left, and one in any case. */
    boolean lasts(long seconds, long nowNanos) {
        return sealedToken != null && secondsLeft(nowNanos) >= Math.max(1, seconds);
    }
}
