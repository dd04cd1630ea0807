package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.crypto.Secret;
import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.refresh.gate.UpstreamGate.ClientRefusal;
import io.countersign.refresh.gate.UpstreamGate.Flag;
import io.countersign.refresh.gate.UpstreamGate.VerdictSlot;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the contracts of the store and the gate share: the steps of an attempt, and the {@link Rows} that each side, SQL
 * and simulation, gives them.
 */
abstract class RefreshContract {
    static final Duration LEASE = Duration.ofSeconds(40);
    static final Duration TAKEOVER = Duration.ofSeconds(15);
    static final Duration REST = Duration.ofSeconds(6);

    static final Duration TEN = Duration.ofSeconds(10);
    static final Duration PATIENCE = Duration.ofSeconds(90);
    static final Duration WINDOW = Duration.ofMinutes(10);
    static final UUID MINE = new UUID(1, 1);
    static final UUID OTHER = new UUID(2, 2);

    /** One active connection, and what a test may do to it behind the ports. */
    interface Rows {
        /** What the row says of itself. */
        record Row(
                String state,
                @Nullable String reason,
                long generation,
                boolean owned,
                boolean unsure,
                int failures,
                @Nullable String lastError,
                @Nullable Duration accessLeft) {}

        RefreshStore store();

        /** The tenant's keyset gets another primary key. */
        void rotateKeyset();

        ConnectionId id();

        Row row();

        /**
         * What the audit trail tells of the connection's states, oldest first: the event's type, and its reason after a
         * space where it has one.
         */
        List<String> events();

        /** Ends the lease's time, or the pause that follows one. */
        void leaseTimeEnds();

        /** Makes all calls so far a good minute old. */
        void minutePasses();

        void failures(int count);

        /** A caller reports that DocuSign refuses the access token. */
        void rejectAccessToken();

        /** Says of the database that it came out of a backup. */
        void markRestored();

        void disconnect();

        void delete();

        /** Makes a connection of the same name and integration. */
        void create();

        /** Does what the background does when there may be new client secrets. */
        void revive();

        UpstreamGate gate();

        String integration();

        /** Ends the gate's pause. */
        void pauseEnds();

        long secretsVersion();

        /** Gives the integration one more client secret. */
        void addSecret();
    }

    Rows rows;
    RefreshStore store;
    UpstreamGate gate;
    String integration;
    Target target;
    private int known;

    /** New ones. */
    abstract Rows connected();

    @BeforeEach
    void connect() {
        rows = connected();
        store = rows.store();
        gate = rows.gate();
        integration = rows.integration();
        target = new Target(rows.id(), integration, rows.row().generation());
        known = rows.events().size();
    }

    List<String> events() {
        return rows.events().subList(known, rows.events().size());
    }

    static <T> T await(Uni<T> uni) {
        return TestingWait.answer(uni);
    }

    static void run(Uni<Void> uni) {
        await(uni.replaceWith(true));
    }

    LeaseAnswer ask(UUID attempt) {
        return await(store.lease(target, attempt, LEASE, TAKEOVER));
    }

    LeaseAnswer ask() {
        return ask(UUID.randomUUID());
    }

    Lease leased() {
        return ((LeaseAnswer.Leased) ask()).lease();
    }

    Duration closedFor() {
        return ((LeaseAnswer.Closed) ask()).pause();
    }

    RefreshStore.Written write(Lease lease, @Nullable String refreshToken) {
        NewTokens tokens = new NewTokens(
                Secret.ofText("access of " + refreshToken),
                false,
                refreshToken == null ? null : Secret.ofText(refreshToken),
                Duration.ofHours(8),
                refreshToken == null ? null : Duration.ofDays(30),
                refreshToken == null ? null : "signature",
                null,
                0);
        return await(store.store(lease, tokens, Duration.ofSeconds(1), REST, Duration.ofDays(15)));
    }

    /** Whose access token ends before any that is held. */
    static NewTokens shorter() {
        return new NewTokens(
                Secret.ofText("short"),
                false,
                Secret.ofText("newer"),
                Duration.ofSeconds(30),
                Duration.ofDays(30),
                null,
                null,
                0);
    }

    void nextGeneration() {
        target = new Target(target.id(), target.integration(), target.generation() + 1);
        rows.leaseTimeEnds();
    }

    void release(Lease lease, boolean unsure, double jitter) {
        run(store.giveBack(lease, GivenBack.afterFailure(lease, jitter, unsure, "no_answer")));
    }

    void countRefusal(Lease lease, String code, double jitter) {
        run(store.giveBack(lease, GivenBack.afterUnknownWords(lease, code, jitter)));
    }

    void refuse(Lease lease) {
        assertThat(refused(lease)).isNotInstanceOf(Recorded.Outdated.class);
    }

    Recorded refused(Lease lease) {
        return await(store.refuse(lease, ConsentReason.CONSENT_REVOKED, "consent_revoked"));
    }

    /** Whether it was found with the present client secrets. */
    boolean refuseToken(Lease lease, long secretsVersion) {
        return !(await(store.refuseToken(lease, ConsentReason.CONSENT_REVOKED, "consent_revoked", secretsVersion))
                instanceof Recorded.Outdated);
    }

    static String spent(Lease lease) {
        return ((LeasedGrant.RefreshToken) lease.grant()).value().revealText();
    }

    Lease takenOver() {
        Lease slow = leased();
        rows.leaseTimeEnds();
        assertThat(ask()).isEqualTo(new LeaseAnswer.Closed(TAKEOVER));
        rows.leaseTimeEnds();
        return slow;
    }

    Duration pausedFor() {
        return ((LeaseAnswer.Paused) ask(OTHER)).pause();
    }

    Lease leased(UUID attempt) {
        return ((LeaseAnswer.Leased) ask(attempt)).lease();
    }

    ClientRefusal refuseClient(UUID attempt, long secretsVersion) {
        return await(
                gate.refuseClient(GateKeys.ofCodes(integration), attempt, Flag.CLIENT_REFUSED, secretsVersion, TEN));
    }

    VerdictSlot slot(UUID attempt, long secretsVersion, Duration window) {
        return await(gate.verdictSlot(GateKeys.ofCodes(integration), attempt, secretsVersion, 5, window));
    }
}
