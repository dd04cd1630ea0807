package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An imported token is spent once, and whatever becomes of it, the connection's own tokens stay as they are. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ProofsTest {
    private static final FaultTarget REFRESH = FaultTarget.TOKEN_REFRESH;

    private TestingTenant tenant;
    private TestingImport imported;
    private String before;

    @BeforeEach
    void begin() {
        tenant = TestingTenant.connected();
        imported = TestingImport.begun(tenant);
        before = imported.ownRow();
    }

    @AfterEach
    void repairDocuSignAndCompare() {
        TestDocuSign.simulator().faults().clear();
        assertThat(imported.ownRow()).isEqualTo(before);
    }

    @Test
    void whatDocuSignGrantsWaitsToBeJudged() {
        assertThat(imported.prove()).isEqualTo(new Proof.Proven());

        ProvenToken proven = TestingWait.answer(TestingImport.tokens().read(imported.connection(), imported.importId()))
                .orElseThrow();
        assertThat(proven.generation()).isEqualTo(1);
        assertThat(imported.column("due_at > clock_timestamp() AND due_at < clock_timestamp() + interval '7 s'"))
                .isEqualTo("t");
        assertThat(imported.fate()).isEqualTo("under way");
        assertThat(imported.calls()).hasSize(1);
        JudgedToken judged = TestingImport.transaction(transaction ->
                        TestingImport.tokens().take(transaction, imported.connection(), imported.importId(), 1, false))
                .orElseThrow();
        assertThat(judged.accessToken().revealText())
                .isEqualTo(proven.accessToken().revealText());
        assertThat(judged.refreshToken().revealText()).isNotEqualTo(imported.refreshToken());
        assertThat(judged.refreshLife()).isBetween(Duration.ofDays(29), Duration.ofDays(30));
        assertThat(judged.unsure()).isFalse();
    }

    /** Somebody died while the refresh token was spent for another access token: it is no better than what is there. */
    @ParameterizedTest
    @CsvSource({
        "true, true, -1, false",
        "true, true, 60, true",
        "true, false, 60, false",
        "false, false, -1, true",
    })
    void whatMayBeSpentIsNotJudged(boolean unsure, boolean whenRead, int seconds, boolean isTaken) {
        imported.prove();
        imported.set("unsure = %s, access_expires_at = clock_timestamp() + interval '%d s'".formatted(unsure, seconds));

        boolean found = TestingImport.transaction(transaction -> TestingImport.tokens()
                .take(transaction, imported.connection(), imported.importId(), 1, whenRead)
                .map(Optional::isPresent));
        assertThat(found).isEqualTo(isTaken);
    }

    @Test
    void whatDocuSignRefusesIsGoneAndMayBeSentAgain() {
        imported.revoke();

        assertThat(imported.prove()).isEqualTo(new Proof.Refused("import_refused"));

        assertThat(imported.isThere()).isFalse();
        assertThat(imported.fate()).isNull();
        assertThat(imported.end()).isEqualTo("refused import_refused");
        tenant.view().body("state", equalTo("active")).body("last_error", equalTo("import_refused"));
        assertThat(TestingTrail.reason(tenant.tenant(), "import.refused")).isEqualTo("import_refused");
        assertThat(TestingSql.number("SELECT count(*) FROM verdict_count WHERE integration = ?", tenant.integration()))
                .isZero();
    }

    /** It is the only living token there is, if it lives. */
    @Test
    void whatDocuSignHasGrantedNoRefusalEnds() {
        imported.prove();
        imported.revoke();
        imported.set("access_expires_at = clock_timestamp()");
        imported.passes(Duration.ofSeconds(10));

        assertThat(imported.prove()).isEqualTo(new Proof.Unproven(Duration.ofHours(1)));

        assertThat(imported.column("last_error")).isEqualTo("consent_revoked");
        assertThat(imported.column("least(held_until, due_at) > clock_timestamp() + interval '59 minutes'"))
                .isEqualTo("t");
        assertThat(imported.fate()).isEqualTo("under way");
    }

    static Stream<Fault> lostAnswers() {
        return Stream.of(Fault.droppedBefore(REFRESH), Fault.serverError(REFRESH));
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void aRefusalAfterALostAnswerIsTheLostAnswers(Fault lost) {
        TestDocuSign.simulator().faults().once(lost);
        assertThat(imported.prove(Duration.ofSeconds(1))).isInstanceOf(Proof.Unproven.class);
        imported.revoke();
        imported.passes(Duration.ofSeconds(3));

        assertThat(imported.prove()).isEqualTo(new Proof.Refused("lost_response"));

        assertThat(imported.fate()).isEqualTo("lost");
        tenant.view().body("last_error", equalTo("lost_response"));
    }

    @Test
    void whileDocuSignIsAwayTheTokenWaits() {
        TestDocuSign.simulator().faults().once(Fault.tooManyRequests(REFRESH, Duration.ofMinutes(2)));

        assertThat(imported.prove()).isInstanceOf(Proof.Unproven.class);

        assertThat(imported.prove())
                .isInstanceOfSatisfying(
                        Proof.Unproven.class,
                        unproven -> assertThat(unproven.retryAfter())
                                .isBetween(Duration.ofSeconds(100), Duration.ofSeconds(120)));
        assertThat(imported.calls()).hasSize(1);
        assertThat(imported.column("unsure")).isEqualTo("f");
    }

    @Test
    void aWrongClientSecretIsNoVerdict() {
        TestDocuSign.simulator()
                .changeClient(
                        new TestingRenewal(tenant).integrationKey(),
                        client -> client.withSecret("another").withoutSecret(tenant.clientSecret()));

        assertThat(imported.prove()).isEqualTo(new Proof.Unproven(Duration.ofSeconds(30)));

        assertThat(TestingSql.text("SELECT flag FROM upstream_gate WHERE integration = ?", tenant.integration()))
                .isEqualTo("client_refused");
        assertThat(imported.column("last_error")).isEqualTo("client_refused");
        assertThat(imported.isThere()).isTrue();
    }
}
