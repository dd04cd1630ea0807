package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.countersign.audit.AuditEvent;
import io.countersign.caller.FailedLogin.Door;
import io.countersign.caller.FailedLogin.Reason;
import io.countersign.limit.ClientNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailedLoginsTest {
    private final TestingAdmission scene = new TestingAdmission(() -> 0);

    private void fails(String network, Reason reason, String keyId) {
        scene.failures.tell(new FailedLogin(reason, Door.API, new ClientNetwork(network), keyId));
    }

    @Test
    void tellTheTrailAndCountAll() {
        fails("203.0.113.7", Reason.WRONG_SECRET, "abcdefghijkl");
        fails("203.0.113.7", Reason.WRONG_SECRET, "abcdefghijkl");
        fails("203.0.113.7", Reason.MALFORMED, null);

        assertThat(scene.events)
                .containsExactly(
                        AuditEvent.of(
                                "authentication.failed",
                                "stranger",
                                Map.of(
                                        "reason",
                                        "wrong_secret",
                                        "door",
                                        "api",
                                        "network",
                                        "203.0.113.7",
                                        "api_key",
                                        "abcdefghijkl")),
                        AuditEvent.of(
                                "authentication.failed",
                                "stranger",
                                Map.of("reason", "malformed", "door", "api", "network", "203.0.113.7")));
        assertThat(scene.metrics
                        .counter("countersign.authentication.failures", "reason", "wrong_secret", "door", "api")
                        .count())
                .isEqualTo(2);
    }

    /** Where operators look up what a reason means. */
    @ParameterizedTest
    @CsvSource({
        "docs/api.md,| `authentication.failed` |",
        "docs/operations.md,| `countersign_authentication_failures_total` |"
    })
    void haveEachReasonAndDoorInTheDocuments(Path document, String row) throws IOException {
        assertThat(Files.readAllLines(document))
                .filteredOn(line -> line.startsWith(row))
                .singleElement(STRING)
                .contains(Stream.concat(
                                Arrays.stream(Reason.values()).map(Reason::text),
                                Arrays.stream(Door.values()).map(Door::text))
                        .map("`%s`"::formatted)
                        .toList());
    }

    @Test
    void tellHowManyWereLeftOutAlsoOfThoseThatCouldNotBeRecorded() {
        scene.away = new IllegalStateException("away");
        fails("203.0.113.7", Reason.UNKNOWN, null);
        fails("203.0.113.7", Reason.UNKNOWN, null);
        scene.failures.tellOmitted().await().indefinitely();
        assertThat(scene.events).isEmpty();

        scene.away = null;
        scene.failures.tellOmitted().await().indefinitely();
        scene.failures.tellOmitted().await().indefinitely();

        assertThat(scene.events)
                .containsExactly(
                        AuditEvent.of("authentication.failures-omitted", "countersign", Map.of("number", "2")));
    }
}
