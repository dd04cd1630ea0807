package io.countersign.security;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingCaller;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultEffect;
import io.countersign.simulator.FaultTarget;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Whatever strangers call themselves or send: a line of the log is one object of JSON, and none is theirs. All of what
 * the integration tests have made this application write until now is read along.
 */
@QuarkusIntegrationTest
@WithTestResource(TestDatabase.class)
class LogLinesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String forged = "forged-" + UUID.randomUUID().toString().substring(0, 8);

    /** Ends the line, its text and its object, and begins one that looks real. */
    private List<String> nastyTexts() {
        String line = "{\"level\":\"ERROR\",\"message\":\"" + forged + "\"}";
        return List.of(
                "a\r\n" + line + "\n",
                "a\"}\n" + line,
                "a\u2028" + line + "\u2029",
                "\u001B[2K\u001B[1A" + line,
                "\uD800" + line,
                "\u0085\u0000" + line);
    }

    private static void put(String name, String displayName) {
        TestingCaller.operator().body(Map.of("display_name", displayName)).put("/v1/tenants/" + name);
    }

    /** Where nobody is asked who they are, and where a name is chosen. */
    private void send(String nasty) {
        put("log-" + UUID.randomUUID(), nasty);
        given().header("User-Agent", nasty.replaceAll("[\\r\\n\\x00]", " "))
                .queryParam("state", nasty)
                .queryParam("error", nasty)
                .get("/oauth/callback/app");
        given().urlEncodingEnabled(false).get("/consent/" + URLEncoder.encode(nasty, UTF_8));
        given().auth()
                .preemptive()
                .basic(nasty, nasty)
                .formParam("grant_type", nasty)
                .post("/oauth/token");
        TestingCaller.with(nasty.replaceAll("[^\\x20-\\x7E]", " ")).get("/v1/tenants");
    }

    /** The one text of a stranger's that is logged: what DocuSign says of a refusal. */
    private void refuse(String nasty) throws IOException {
        TestingTenant tenant = TestingTenant.create(Map.of());
        String body = JSON.writeValueAsString(Map.of("error", "odd_error", "error_description", nasty));
        TestDocuSign.simulator()
                .faults()
                .once(Fault.of(FaultTarget.TOKEN_REFRESH, new FaultEffect.AnsweredInstead(400, body, Map.of())));
        TestingCaller.operator()
                .body(Map.of("refresh_token", "imported-" + UUID.randomUUID()))
                .post(tenant.connection() + "/import");
    }

    @Test
    void noTextBreaksALine() throws IOException {
        // When
        for (String nasty : nastyTexts()) {
            send(nasty);
            refuse(nasty);
        }

        // Then
        TestingWait.until(
                "the last refusal is written",
                () -> messages().stream().filter(this::tellsTheRefusal).count()
                        >= nastyTexts().size());
        assertThat(messages()).isNotEmpty().doesNotContain(forged);
    }

    private boolean tellsTheRefusal(String message) {
        return message.startsWith("docusign_refused ") && message.contains(forged);
    }

    /** Of every line since the first one of the application: before it, the JVM may say something. */
    private static List<String> messages() {
        List<String> messages = new ArrayList<>();
        try {
            String text = Files.readString(SecretsAtRestIT.LOG);
            // The last one may be half written.
            for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
                if (!messages.isEmpty() || line.startsWith("{")) {
                    JsonNode read = JSON.readTree(line);
                    assertThat(read.path("level").isTextual()
                                    && read.path("loggerName").isTextual())
                            .as(line)
                            .isTrue();
                    messages.add(read.path("message").asText());
                }
            }
        } catch (IOException e) {
            throw new AssertionError("A line is no JSON", e);
        }
        return messages;
    }
}
