package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingLog;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.refresh.gate.UpstreamGate.Flag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RefreshMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RefreshMetrics metrics = new RefreshMetrics(registry);

    /** Whoever is woken by it reads what is wrong and what to do about it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CLIENT_REFUSED        | client_refused        | refuses the integration key or every client secret
            CLIENT_SECRET_MISSING | client_secret_missing | There is no client secret, so nothing can be renewed
            VERDICTS              | verdicts              | refuses more connections than tenants take consents back
            """)
    void aFlagIsAnAlertWithAdvice(Flag flag, String reason, String problem) {
        try (TestingLog log = new TestingLog(RefreshMetrics.class)) {
            metrics.flagged("app", flag);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR integration_flagged integration=app reason=" + reason + ": ")
                    .contains(problem, "POST …/client-secrets");
        }
        assertThat(registry.get("countersign.refresh.flagged")
                        .tags("integration", "app", "reason", reason)
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(ConsentReason.class)
    void aVerdictNamesTheTenantAndSaysWhatToDo(ConsentReason reason) {
        try (TestingLog log = new TestingLog(RefreshMetrics.class)) {
            metrics.consentRequired(new ConnectionId("acme", "main", UUID.randomUUID()), "app", reason, "a \"word\"");

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN connection_consent_required tenant=acme connection=main integration=app reason="
                            + reason.wireName() + " error=\"a 'word'\": ")
                    .contains("consent");
        }
    }
}
