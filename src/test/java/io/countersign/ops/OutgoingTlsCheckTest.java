package io.countersign.ops;

import static io.countersign.ops.TestingConfiguration.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutgoingTlsCheckTest {
    private static List<String> check(String... configuration) {
        return told(new OutgoingTlsCheck().check(TestingConfiguration.of(configuration)));
    }

    @ParameterizedTest
    @CsvSource({
        "quarkus.tls.trust-all, true",
        "quarkus.tls.outside.trust-all, TRUE",
        "quarkus.tls.outside.hostname-verification-algorithm, NONE",
        "quarkus.rest-client.trust-all, true",
        "quarkus.rest-client.verify-host, false",
        "quarkus.rest-client.docusign.verify-host, false",
        "QUARKUS_REST_CLIENT_VERIFY_HOST, false"
    })
    void refusesWhatLetsAnybodyPoseAsTheServer(String property, String value) {
        assertThat(check(property, value)).containsExactly("REFUSE " + property);
        // One of the two addresses is DocuSign's own still.
        assertThat(check(property, value, "countersign.docusign.demo.auth-url", "http://localhost:1"))
                .containsExactly("REFUSE " + property);
        assertThat(check(
                        property,
                        value,
                        "countersign.docusign.demo.auth-url",
                        "http://localhost:1",
                        "countersign.docusign.production.auth-url",
                        "http://127.0.0.1:2"))
                .containsExactly("WARN " + property);
    }

    @Test
    void leavesAloneWhatKeepsTheChecks() {
        assertThat(check(
                        "quarkus.tls.trust-all",
                        "false",
                        "quarkus.rest-client.verify-host",
                        "true",
                        "quarkus.tls.outside.hostname-verification-algorithm",
                        "HTTPS",
                        "quarkus.datasource.reactive.trust-all",
                        "true"))
                .isEmpty();
    }
}
