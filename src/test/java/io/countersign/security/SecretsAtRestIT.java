package io.countersign.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The same of the packaged application, and what it wrote to its log. */
@QuarkusIntegrationTest
class SecretsAtRestIT extends SecretsAtRestTest {
    /** Where Quarkus sends the log of an application that a test has started. */
    private static final Path LOG = Path.of("target", "quarkus.log");

    @Test
    void standInNoLog() throws IOException {
        var secrets = SecretsInUse.all();

        String log = Files.readString(LOG);

        assertThat(log).contains("Listening on");
        assertThat(Haystack.text("log", log).find(secrets)).isEmpty();
    }
}
