package io.countersign.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.connection.ConsentReason;
import io.countersign.refresh.Renewal;
import io.countersign.refresh.Target;
import io.countersign.refresh.TestingReplica;
import io.countersign.simulator.Fault;
import io.countersign.simulator.RotationMode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Public incidents of others in which an answer came late, or its write met somebody else's. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class LateAnswersTest extends IncidentFixture {
    private static final Duration LEASE = Duration.ofSeconds(41);
    private static final Duration TAKEOVER = Duration.ofSeconds(16);

    private final TestingReplica a = TestingReplica.start();
    private final TestingReplica b = TestingReplica.start();

    /** A asks DocuSign and stops before it sees the answer. */
    private CompletableFuture<Renewal> stopAfterAsking(Target target) {
        a.stop();
        CompletableFuture<Renewal> late = a.ask(target);
        a.awaitAnswer();
        return late;
    }

    /** Lets A's lease run out, and B wait until A's answer could have landed. */
    private void giveUpOnA(Target target) {
        renewal.passes(LEASE);
        assertThat(end(b.ask(target))).isInstanceOf(Renewal.NotBefore.class);
        renewal.passes(TAKEOVER);
    }

    /**
     * NangoHQ/nango#2858: whoever had held a lock released it even if another held it by then, and a third came in.
     * Here a lease is released by its owner's id.
     */
    @Test
    void nango2858() {
        Target target = TestingReplica.read(tenant);
        TestDocuSign.simulator().faults().once(Fault.droppedBefore(REFRESH));
        CompletableFuture<Renewal> late = stopAfterAsking(target);
        giveUpOnA(target);
        b.stop();
        CompletableFuture<Renewal> owner = b.ask(target);
        b.awaitAnswer();
        UUID lease = renewal.stored(UUID.class, "lease_owner");

        a.goOn();

        assertThat(end(late)).isEqualTo(new Renewal.Failed());
        assertThat(renewal.stored(UUID.class, "lease_owner")).isEqualTo(lease);
        assertThat(end(TestingReplica.start().ask(target))).isEqualTo(new Renewal.Elsewhere());
        b.goOn();
        assertThat(end(owner)).isEqualTo(new Renewal.Renewed());
        assertThat(renewal.refreshes()).hasSize(2);
    }

    /**
     * Yeachan-Heo/gajae-code#2604: one process was refused with the token that another had just rotated, and disabled
     * the row; the other's success was written into a row that nobody read any more. Here a verdict keeps tokens and
     * generation, and a late success makes the connection active again.
     */
    @Test
    void gajaeCode2604() {
        Target target = TestingReplica.read(tenant);
        CompletableFuture<Renewal> late = stopAfterAsking(target);
        giveUpOnA(target);
        assertThat(end(b.ask(target)))
                .isEqualTo(new Renewal.ConsentRequired(ConsentReason.LOST_RESPONSE, Duration.ZERO));
        assertThat(state()).isEqualTo("consent_required");

        a.goOn();

        assertThat(end(late)).isEqualTo(new Renewal.Renewed());
        assertThat(state()).isEqualTo("active");
        TestingWait.until(
                "the recovery is recorded",
                () -> "lost_response".equals(TestingTrail.reason(tenant.tenant(), "connection.recovered")));
        itIsDueAgain();
        assertThat(end(b.ask(TestingReplica.read(tenant)))).isEqualTo(new Renewal.Renewed());
    }

    /**
     * keycloak/keycloak#50999: tokens were put in order by the second in which they were made, so within one second an
     * older one passed for the newest. Here a counter orders them: the older answer is dropped however close to the
     * newer one it comes.
     */
    @Test
    void keycloak50999() {
        rotation(new RotationMode.Alive());
        Target target = TestingReplica.read(tenant);
        CompletableFuture<Renewal> late = stopAfterAsking(target);
        giveUpOnA(target);
        assertThat(end(b.ask(target))).isEqualTo(new Renewal.Renewed());

        a.goOn();

        assertThat(end(late)).isEqualTo(new Renewal.Superseded());
        assertThat(generation()).isEqualTo(target.generation() + 1);
        itIsDueAgain();
        assertThat(end(a.ask(TestingReplica.read(tenant)))).isEqualTo(new Renewal.Renewed());
        assertThat(renewal.refreshes().getLast().presentedRefreshToken())
                .isEqualTo(renewal.refreshes().get(1).issuedRefreshToken());
    }

    /**
     * Menci/Floway#340: the new refresh token was written by comparing the whole row, and a note about quotas, written
     * meanwhile, made it lose. Here only the generation is compared, which nothing but tokens and consents move.
     */
    @Test
    void floway340() {
        Target target = TestingReplica.read(tenant);
        CompletableFuture<Renewal> renewed = stopAfterAsking(target);
        tenant.configure(Map.of()).statusCode(200);
        tenant.token(Map.of("min_ttl_seconds", 0)).statusCode(200);
        TestingSql.run("""
                UPDATE connection_token
                SET used_at = clock_timestamp(), due_at = clock_timestamp() + interval '2 minutes', last_error = 'noted'
                WHERE tenant = ?
                """, tenant.tenant());

        a.goOn();

        assertThat(end(renewed)).isEqualTo(new Renewal.Renewed());
        assertThat(generation()).isEqualTo(target.generation() + 1);
        itIsDueAgain();
        assertThat(end(b.ask(TestingReplica.read(tenant)))).isEqualTo(new Renewal.Renewed());
    }

    /**
     * langgenius/dify#32174 again, where the commit was made and failed: the answer stays in memory and is written
     * until it stands.
     */
    @Test
    void dify32174WithACommitThatFails() {
        Target target = TestingReplica.read(tenant);
        CompletableFuture<Renewal> renewed = stopAfterAsking(target);
        try (TestingLock lock = TestingLock.on(ROW, tenant.tenant())) {
            a.goOn();
            lock.awaitWaiting(1);
            lock.cancelWaiting();
        }

        assertThat(end(renewed)).isEqualTo(new Renewal.Renewed());
        assertThat(generation()).isEqualTo(target.generation() + 1);
        assertThat(renewal.refreshes()).hasSize(1);
    }
}
