package io.countersign.docusign;

import io.countersign.crypto.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Real beans and a fake DocuSign. The REST client needs a running Quarkus; the beans are made by hand all the same, to
 * point them at the fake.
 */
abstract class TokenCallFixture {

    /** Of calls that are to run into it. */
    static final Duration DEADLINE = Duration.ofSeconds(2);

    /** Of all others: a machine may be slow. */
    static final Duration LATE = Duration.ofSeconds(20);

    static final Duration PATIENCE = Duration.ofSeconds(40);
    static final ClientCredentials CLIENT = new ClientCredentials.SecretClient("key", Secret.ofText("secret"));
    static final String TOKENS =
            "{\"access_token\":\"A2\",\"token_type\":\"Bearer\",\"refresh_token\":\"R2\",\"expires_in\":28800}";

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    FakeDocuSign fake;

    @BeforeEach
    void start() {
        fake = FakeDocuSign.start();
    }

    @AfterEach
    void stop() throws IOException {
        fake.close();
    }

    final DocuSign docuSignAt(URI address) {
        return TestingDocuSign.at(address, LATE, meters);
    }

    final DocuSign impatientAt(URI address) {
        return TestingDocuSign.at(address, DEADLINE, meters);
    }

    final TokenAnswer refreshAt(URI address) {
        return refreshing(docuSignAt(address)).await().atMost(PATIENCE);
    }

    final TokenAnswer impatientRefreshAt(URI address) {
        return refreshing(impatientAt(address)).await().atMost(PATIENCE);
    }

    static Uni<TokenAnswer> refreshing(DocuSign docuSign) {
        return docuSign.refresh(Environment.DEMO, CLIENT, Secret.ofText("R1/+ &"), () -> true);
    }

    final double counted(String call, String outcome) {
        return meters.counter(CallRecords.CALLS, "environment", "demo", "call", call, "outcome", outcome)
                .count();
    }
}
