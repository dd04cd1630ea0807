package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingLock;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What else happens while an imported token is proven, and what is remembered of the token then. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ProofRacesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private TestingTenant tenant;
    private TestingImport imported;
    private Target target;

    @BeforeEach
    void begin() {
        tenant = TestingTenant.create(Map.of());
        imported = TestingImport.begun(tenant);
        target = imported.target();
    }

    @AfterEach
    void writeAgain() {
        TestingSql.run("DROP TRIGGER IF EXISTS no_write ON imported_token");
        TestingSql.run("DROP FUNCTION IF EXISTS no_write");
    }

    private static void refuseWrites(String which) {
        TestingSql.run("""
                CREATE FUNCTION no_write() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE 'Not now' USING ERRCODE = '53100'; END $$
                """);
        TestingSql.run("""
                CREATE TRIGGER no_write BEFORE UPDATE ON imported_token
                FOR EACH ROW WHEN (%s) EXECUTE FUNCTION no_write()
                """.formatted(which));
    }

    private static Proof prove(Target target) {
        return TestingWait.answer(TestingImport.bean(Proofs.class).prove(target, Duration.ofMillis(300)));
    }

    @Test
    void twoReplicasProveOnce() throws Exception {
        TestingReplica other = TestingReplica.proving();
        other.stop();
        CompletableFuture<Renewal> first = other.ask(target);
        other.awaitAnswer();

        assertThat(prove(target)).isInstanceOf(Proof.Unproven.class);
        other.goOn();

        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(new Renewal.Renewed());
        assertThat(prove(target)).isEqualTo(new Proof.Proven());
        assertThat(imported.calls()).hasSize(1);
    }

    @Test
    void aDisconnectDuringTheProofMakesItsAnswerStale() throws Exception {
        TestingReplica other = TestingReplica.proving();
        other.stop();
        CompletableFuture<Renewal> first = other.ask(target);
        other.awaitAnswer();

        assertThat(imported.discard()).isTrue();

        assertThat(prove(target)).isEqualTo(new Proof.Gone());
        other.goOn();
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(new Renewal.Superseded());
        assertThat(imported.isThere()).isFalse();
        assertThat(imported.fate()).isEqualTo("lost");
        assertThat(imported.end()).isEqualTo("discarded");
    }

    @Test
    void whatWasNeverSentMayBeSentAgain() {
        imported.discard();

        assertThat(imported.fate()).isNull();
    }

    @Test
    void whatDocuSignGrantedIsNeverSentAgain() {
        imported.prove();
        imported.discard();

        assertThat(imported.fate()).isEqualTo("granted");
    }

    @Test
    void theMemoryOutlivesTheTenant() {
        imported.set("unsure = true");

        TestingCaller.operator().delete("/v1/tenants/" + tenant.tenant()).then().statusCode(204);

        assertThat(imported.isThere()).isFalse();
        assertThat(imported.fate()).isEqualTo("lost");
        assertThat(imported.end()).isEqualTo("discarded");
    }

    /** The only copy of what DocuSign granted: it is written again until it stands. */
    @Test
    void newTokensAreKeptWhileTheDatabaseRefusesThem() {
        refuseWrites("NEW.generation > OLD.generation");
        CompletableFuture<Proof> proof =
                TestingImport.bean(Proofs.class).prove(target, PATIENCE).subscribeAsCompletionStage();
        TestingWait.until("DocuSign has granted", () -> !imported.calls().isEmpty());
        assertThat(proof).isNotDone();

        writeAgain();

        assertThat(proof).succeedsWithin(PATIENCE).isEqualTo(new Proof.Proven());
        assertThat(imported.calls()).hasSize(1);
    }

    /** The newest one is asked first, and DocuSign does not know it. */
    @Test
    void anotherClientSecretIsTried() {
        TestingCaller.operator()
                .body(Map.of("client_secret", "unknown-" + tenant.clientSecret()))
                .post("/v1/integrations/" + tenant.integration() + "/client-secrets")
                .then()
                .statusCode(201);

        assertThat(imported.prove()).isEqualTo(new Proof.Proven());

        assertThat(new TestingRenewal(tenant).refreshes()).hasSize(2);
    }

    /** A standby took over that did not have the store: the old token is there again, and it is spent. */
    @Test
    void aTokenThatTheDatabaseBroughtBackIsInDoubt() {
        String sealed = imported.column("encode(refresh_token, 'hex')");
        imported.prove();
        imported.set("generation = 0, access_token = NULL, access_expires_at = NULL, lease_until = '-infinity',"
                + " refresh_token = decode('" + sealed + "', 'hex')");
        imported.revoke();

        assertThat(imported.prove()).isEqualTo(new Proof.Refused("lost_response"));
    }

    /** The row could not be marked, and the lease knows. */
    @Test
    void aDoubtThatOnlyTheLeaseHasIsNoPlainRefusal() {
        TestingImport.bean(GenerationWatch.class).stored(target.id(), 1);
        refuseWrites("NEW.unsure AND NOT OLD.unsure AND NEW.lease_owner IS NOT NULL");
        imported.revoke();

        assertThat(imported.prove()).isEqualTo(new Proof.Refused("lost_response"));

        assertThat(imported.fate()).isEqualTo("lost");
    }

    /** It holds the gate's row, for which whoever moves the integration waits while they hold its connections. */
    @Test
    void theRefusalOfAnImportThatIsGoneWaitsForNobody() throws Exception {
        imported.revoke();
        TestingReplica other = TestingReplica.proving();
        other.stop();
        CompletableFuture<Renewal> refused = other.ask(target);
        other.awaitAnswer();
        imported.discard();

        try (TestingLock lock =
                TestingLock.on("SELECT uuid FROM connection_token WHERE tenant = ? FOR UPDATE", tenant.tenant())) {
            other.goOn();

            assertThat(refused).succeedsWithin(PATIENCE);
        }
    }

    @Test
    void aTokenFromAnotherImportsRowDoesNotOpen() {
        TestingImport other = TestingImport.begun(TestingTenant.create(Map.of()));
        imported.set("refresh_token = decode('" + other.column("encode(refresh_token, 'hex')") + "', 'hex')");

        assertThat(imported.prove())
                .isInstanceOfSatisfying(
                        Proof.Unproven.class,
                        unproven -> assertThat(unproven.retryAfter()).isGreaterThan(Duration.ofMinutes(9)));

        assertThat(other.calls()).isEmpty();
        assertThat(imported.column("last_error")).isEqualTo("unreadable");
    }

    /** Killed between the store and the judgement: whoever comes next finds it proven, and calls nobody. */
    @Test
    void whatIsStoredIsFoundByWhoeverComesNext() {
        imported.prove();
        imported.passes(Duration.ofSeconds(7));

        assertThat(TestingImport.claim())
                .filteredOn(due -> due.importId().equals(imported.importId()))
                .singleElement()
                .satisfies(due -> assertThat(due.toBeJudged()).isTrue())
                .satisfies(due -> assertThat(due.target().generation()).isEqualTo(1))
                .satisfies(due -> assertThat(due.connection()).isEqualTo(imported.connection()));
    }
}
