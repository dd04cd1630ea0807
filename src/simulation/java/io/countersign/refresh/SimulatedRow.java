package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import io.countersign.refresh.gate.GateKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code connection_token}. Times are nanoseconds of {@link SimulatedTime}; {@link #NEVER} is
 * {@code -infinity}.
 */
class SimulatedRow {
    static final long NEVER = Long.MIN_VALUE / 2;

    enum State {
        AWAITING_CONSENT,
        ACTIVE,
        CONSENT_REQUIRED,
        DISCONNECTED
    }

    final ConnectionId id;
    final String integration;
    final boolean extended;
    final GrantType grant;
    State state = State.AWAITING_CONSENT;
    final List<SimulatedTrail.Stage> stages = new ArrayList<>();

    @Nullable
    ConsentReason reason;

    @Nullable
    String lastError;

    long generation;

    @Nullable
    String accessToken;

    @Nullable
    String refreshToken;

    /** The key of the tenant's keyset under which both stand; null while there are none. */
    @Nullable
    UUID sealedUnder;

    long accessExpiresAt = NEVER;
    long refreshExpiresAt = NEVER;
    long lastRefreshedAt = NEVER;

    @Nullable
    UUID leaseOwner;

    long leaseUntil = NEVER;
    boolean unsure;
    int failures;
    long heldUntil = NEVER;

    @Nullable
    UUID writtenBy;

    @Nullable
    Long dueAt;

    @Nullable
    Long usedAt;

    boolean forced;

    /** Which came out of a backup. */
    @Nullable
    Long restoredGeneration;

    /** Whose access token a caller has reported. */
    @Nullable
    Long rejectedGeneration;

    /** When its last ten calls began, the newest first. */
    final Deque<Long> calls = new ArrayDeque<>();

    @Nullable
    String unknownCode;

    int unknownTimes;
    long unknownSince = NEVER;

    /** The version of the client secrets that the last refusal of the token was found with. */
    long refusedWith = NEVER;

    @Nullable
    Integer warnedDays;

    /** What an assertion was last granted for. */
    List<String> scopes = List.of();

    /** Whose tokens they are, where an assertion brings them. */
    @Nullable
    String account;

    /** The import that its tokens came from. */
    @Nullable
    UUID importId;

    /** What an import brought that nobody has accepted yet. */
    @Nullable
    SimulatedImport pending;

    SimulatedRow(ConnectionId id, String integration, boolean extended) {
        this(id, integration, extended, GrantType.AUTHORIZATION_CODE);
    }

    /** One that impersonates the user whom the oracle knows by the tenant's name. */
    static SimulatedRow impersonating(ConnectionId id, String integration) {
        return new SimulatedRow(id, integration, false, GrantType.JWT_BEARER);
    }

    private SimulatedRow(ConnectionId id, String integration, boolean extended, GrantType grant) {
        this.id = id;
        this.grant = grant;
        this.integration = integration;
        this.extended = extended;
        stages.add(new SimulatedTrail.Stage(state, null));
    }

    /** The only way into another state, so that none goes unseen. */
    final void become(State next, @Nullable ConsentReason why) {
        state = next;
        reason = why;
        SimulatedTrail.Stage stage = new SimulatedTrail.Stage(next, why);
        if (!stage.equals(stages.getLast())) {
            stages.add(stage);
        }
    }

    /** When it may call again. */
    long callsUntil() {
        return calls.size() < 10 ? NEVER : calls.getLast() + 70 * SimulatedTime.SECOND;
    }

    void calls(long now) {
        calls.addFirst(now);
        if (calls.size() > 10) {
            calls.removeLast();
        }
    }

    void forgetUnknownRefusals() {
        unknownCode = null;
        unknownTimes = 0;
    }

    boolean rejected() {
        return rejectedGeneration != null && rejectedGeneration == generation;
    }

    boolean renewable() {
        return switch (grant) {
            case AUTHORIZATION_CODE -> state == State.ACTIVE || state == State.CONSENT_REQUIRED && dueAt != null;
            case JWT_BEARER -> state != State.DISCONNECTED;
        };
    }

    boolean impersonates() {
        return grant == GrantType.JWT_BEARER;
    }

    /** Whether the background may look at it: only an active connection is renewed though nobody asks. */
    boolean mayBeDue() {
        return grant == GrantType.AUTHORIZATION_CODE || state == State.ACTIVE;
    }

    boolean is(ConnectionId other, long itsGeneration) {
        return id.equals(other) && generation == itsGeneration;
    }

    /** Whether its tokens, or those of its pending grant, came from that import. */
    boolean holds(UUID ofImport) {
        return ofImport.equals(importId) || pending != null && pending.id.uuid().equals(ofImport);
    }

    GateKey gate() {
        return new GateKey(integration, grant);
    }

    @Override
    public String toString() {
        return "%s/%s g%d %s%s %s%s%s"
                .formatted(
                        id.tenant(),
                        id.name(),
                        generation,
                        state,
                        reason == null ? "" : "(" + reason + ")",
                        impersonates() ? accessToken : refreshToken,
                        leaseOwner == null ? "" : " leased",
                        unsure ? " unsure" : "");
    }
}
