package io.countersign.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whoever gets a copy of the database gets no secret. */
@QuarkusIntegrationTest
@WithTestResource(TestDatabase.class)
class SecretsAtRestIT {

    @Test
    void standNowhereReadable() {
        List<Needle> secrets = SecretsInUse.all().secrets();

        Haystack database = Haystack.database();

        assertThat(database.find(secrets)).isEmpty();
        assertThat(secrets).hasSizeGreaterThan(20);
        assertThat(database.places())
                .containsKeys(
                        "connection_token.refresh_token",
                        "pending_grant.refresh_token",
                        "imported_token.refresh_token",
                        "consent_attempt.code_verifier",
                        "integration_secret.sealed",
                        "integration_rsa_key.sealed",
                        "caller_key.hash",
                        "webhook.secret",
                        "webhook.former_secret",
                        "audit_event.details");
        assertThat(database.places().get("connection_token.state")).contains("active");
    }

    /** The proof of the proof: this very search finds what is put there. */
    @Test
    void wouldBeFoundIfTheyStoodThere() {
        TestingTenant tenant = TestingTenant.connected();
        String token = tenant.accessToken(Map.of());
        Needle needle = Needle.of("token", token);
        String text = "Basic " + Base64.getEncoder().encodeToString(("k:" + token).getBytes(UTF_8));
        TestingSql.run("UPDATE connection_token SET last_error = ? WHERE tenant = ?", text, tenant.tenant());
        TestingSql.run(
                "UPDATE tenant_key SET wrapped = wrapped || ? WHERE tenant = ?",
                token.getBytes(UTF_8),
                tenant.tenant());

        List<String> found = Haystack.database().find(List.of(needle));

        TestingSql.run("DELETE FROM tenant WHERE name = ?", tenant.tenant());
        assertThat(found)
                .anyMatch(place -> place.endsWith(" in connection_token.last_error"))
                .anyMatch(place -> place.equals("token as raw in tenant_key.wrapped"))
                // Views show the columns too.
                .allMatch(place -> place.contains("connection_token.last_error")
                        || place.contains("connection_error.error")
                        || place.contains("wrapped_key.wrapped")
                        || place.contains("tenant_key"));
        assertThat(Haystack.database()
                        .find(List.of(
                                needle, Needle.of("other", UUID.randomUUID().toString()))))
                .isEmpty();
    }

    /** Where Quarkus sends the log of an application that a test has started. */
    static final Path LOG = Path.of("target", "quarkus.log");

    @Test
    void standInNoLogAndInNoAnswer() throws IOException {
        SecretsInUse.Used used = SecretsInUse.all();

        Map<String, String> texts = new HashMap<>(used.answers());
        texts.put("log", Files.readString(LOG));

        assertThat(texts.get("log")).contains("Listening on");
        assertThat(Haystack.texts(texts).find(used.secrets())).isEmpty();
    }
}
