package io.countersign.refresh;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.refresh.upkeep.BackgroundDatabase;
import io.countersign.simulator.WrongSecretAnswer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Somebody changed the client secret at DocuSign, and the integration serves many tenants: none of them is to suffer,
 * one operator is told.
 */
@QuarkusIntegrationTest
@Order(Integer.MAX_VALUE - 1)
@WithTestResource(BackgroundDatabase.class)
class OperatorFaultIT {
    private static final Duration CURE = Duration.ofSeconds(60);
    private static final Duration EVERYONE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /** A claim and a lease move the due time further than what is put back. */
    private static final String CLAIMED =
            "due_at BETWEEN clock_timestamp() + interval '31 s' AND clock_timestamp() + interval '2 minutes'";

    @AfterEach
    void answerAsUsual() {
        TestDocuSign.simulator()
                .change(settings -> settings.withWrongSecretAnswer(WrongSecretAnswer.UNAUTHORIZED_CLIENT));
    }

    @ParameterizedTest
    @CsvSource({"UNAUTHORIZED_CLIENT, 100, 0", "INVALID_CLIENT, 100, 0", "BARE_INVALID_GRANT, 1000, 5"})
    void aWrongClientSecretCostsNoTenantMoreThanPatience(WrongSecretAnswer answer, int tenants, long verdicts)
            throws SQLException {
        // Given
        TestDocuSign.simulator().change(settings -> settings.withWrongSecretAnswer(answer));
        TestingTenant owner = TestingTenant.create(Map.of());
        TestingRenewal renewal = new TestingRenewal(owner);
        SeededTenants seeded = new SeededTenants(owner, tenants);
        String right = "changed-" + owner.clientSecret();
        changeSecret(renewal.integrationKey(), owner.clientSecret(), right);

        // When
        seeded.due();
        TestingWait.until("the integration is flagged", () -> events(owner, "integration.flagged") == 1);
        if (answer == WrongSecretAnswer.BARE_INVALID_GRANT) {
            TestingWait.until(
                    "everyone was tried",
                    EVERYONE,
                    () -> seeded.count("held_until > clock_timestamp()") + verdicts == tenants);
        }
        TestingWait.until("what was claimed was tried or put back", () -> seeded.count(CLAIMED) == 0);

        // Then
        assertThat(seeded.count("state <> 'active'")).isEqualTo(verdicts);
        issueTo(seeded.any());
        assertThat(seeded.count("generation = 1")).isEqualTo(tenants);

        // When
        addSecret(owner, right);
        seeded.passes(PAUSE);

        // Then
        TestingWait.until(
                "all are renewed", CURE, () -> seeded.count("generation = 2 AND state = 'active'") == tenants);
        assertThat(events(owner, "integration.flagged")).as("one alert").isEqualTo(1);
        assertThat(events(owner, "integration.unflagged")).isEqualTo(1);
        assertThat(renewal.refreshes().stream().filter(call -> call.isIssued()).count())
                .as("no call for nothing")
                .isEqualTo(tenants);
    }

    private static void changeSecret(String integrationKey, String former, String secret) {
        TestDocuSign.simulator()
                .changeClient(
                        integrationKey, client -> client.withSecret(secret).withoutSecret(former));
    }

    private static void issueTo(String tenant) {
        operator()
                .body("{}")
                .post("/v1/tenants/" + tenant + "/connections/default/token")
                .then()
                .statusCode(200);
    }

    private static void addSecret(TestingTenant owner, String secret) {
        operator()
                .body(Map.of("client_secret", secret))
                .post("/v1/integrations/" + owner.integration() + "/client-secrets")
                .then()
                .statusCode(201);
    }

    private static long events(TestingTenant owner, String type) {
        return TestingSql.value(
                Long.class,
                "SELECT count(*) FROM audit_event WHERE type = ? AND details ->> 'integration' = ?",
                type,
                owner.integration());
    }
}
