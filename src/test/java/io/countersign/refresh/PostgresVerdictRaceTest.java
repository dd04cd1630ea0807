package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingLock;
import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.refresh.gate.UpstreamGate.VerdictSlot;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements that wait for one another while an operator adds a client secret. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PostgresVerdictRaceTest extends PostgresSteps {
    @BeforeEach
    void noteAVerdict() {
        await(gate.noteVerdict(GateKeys.ofCodes(integration), version));
    }

    /** Lets the other transaction commit once the statement waits for it. */
    private static <T> T whileWaiting(TestingLock transaction, Uni<T> statement) {
        CompletableFuture<T> answer = statement.subscribeAsCompletionStage();
        transaction.awaitWaiting(1);
        transaction.commit();
        return answer.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** A transaction that leaves the gate as revive does. */
    private TestingLock raising() {
        TestingLock transaction = TestingLock.on(
                "UPDATE upstream_gate SET secrets_version = secrets_version + 1 WHERE integration = ? RETURNING true",
                integration);
        transaction.run("UPDATE integration SET secrets_version = secrets_version + 1 WHERE name = ?", integration);
        return transaction;
    }

    /** A renewal is under way, and the operator has added a client secret. */
    private void addSecretDuringALease() {
        set("lease_owner = gen_random_uuid()");
        rows.addSecret();
    }

    @Test
    void aSlotThatWaitedForTheNewSecretIsOutdated() {
        try (TestingLock transaction = raising()) {
            VerdictSlot slot = whileWaiting(
                    transaction,
                    gate.verdictSlot(
                            GateKeys.ofCodes(integration), UUID.randomUUID(), version, 5, Duration.ofMinutes(10)));

            assertThat(slot).isEqualTo(VerdictSlot.OUTDATED);
        }
    }

    @Test
    void aNoteThatWaitedForTheNewSecretIsOutdated() {
        try (TestingLock transaction = raising()) {
            assertThat(whileWaiting(transaction, gate.noteVerdict(GateKeys.ofCodes(integration), version)))
                    .isFalse();
        }
    }

    @Test
    void aRefusedClientThatWaitedForTheNewSecretIsOutdated() {
        try (TestingLock transaction = raising()) {
            UpstreamGate.ClientRefusal refusal = whileWaiting(
                    transaction,
                    gate.refuseClient(
                            GateKeys.ofCodes(integration),
                            UUID.randomUUID(),
                            UpstreamGate.Flag.CLIENT_REFUSED,
                            version,
                            Duration.ofSeconds(30)));

            assertThat(refusal).isEqualTo(UpstreamGate.ClientRefusal.OUTDATED);
        }
    }

    /** The statement that revives has begun already, and its snapshot shows the lease. */
    @Test
    void aVerdictThatIsWrittenWhileTheNewSecretIsSeenToIsRevived() {
        addSecretDuringALease();
        try (TestingLock transaction = TestingLock.on("""
                UPDATE connection_token
                SET state = 'consent_required', reason = 'consent_revoked', lease_owner = NULL, due_at = NULL
                WHERE tenant = ? RETURNING true
                """, tenant.tenant())) {
            whileWaiting(transaction, real.queue().revive());

            assertThat(column("due_at")).isNotNull();
        }
    }

    @Test
    void whoHoldsALeaseIsLeftAlone() {
        String before = column("due_at");
        addSecretDuringALease();

        await(real.queue().revive());

        assertThat(column("due_at")).isEqualTo(before);
    }
}
