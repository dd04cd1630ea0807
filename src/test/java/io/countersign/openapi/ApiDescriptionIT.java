package io.countersign.openapi;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingNpm;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API's description is a product: others read it with tools of their own, and make clients of it. */
@QuarkusIntegrationTest
@WithTestResource(TestDatabase.class)
class ApiDescriptionIT {
    private static final TestingNpm NPM = TestingNpm.of("openapi");

    @BeforeEach
    void download() throws IOException, InterruptedException {
        NPM.assumeInstalled();
        Files.writeString(
                NPM.file("openapi.json"),
                get("/q/openapi?format=json").then().statusCode(200).extract().asString());
    }

    @Test
    void isValidAndMakesAClientThatDoesTheMainJob() throws IOException, InterruptedException {
        NPM.run("npx", "redocly", "lint", "openapi.json");
        NPM.run("node", "validate.js", "openapi.json");
        NPM.run("npx", "openapi-ts", "-i", "openapi.json", "-o", "client", "-c", "@hey-api/client-fetch");
        NPM.run("npx", "tsc", "-p", ".");
        doesTheMainJob();
    }

    private static void doesTheMainJob() throws IOException {
        // Given
        String integration = "generated-" + UUID.randomUUID().toString().substring(0, 8);
        String secret = "secret-" + UUID.randomUUID();
        String key = TestDocuSign.register(integration, secret).integrationKey();
        String email = integration + "@example.com";
        TestDocuSign.person(email, "Generated account");
        Process process = NPM.start(
                        "node",
                        "built/main-job.js",
                        TestDocuSign.publicUrl(),
                        TestDatabase.BOOTSTRAP_KEY,
                        integration,
                        key,
                        secret,
                        email)
                .start();

        // When
        try (BufferedReader printed = process.inputReader();
                Writer input = process.outputWriter()) {
            String link = printed.readLine();
            assertThat(link).as("%s %s", link, rest(link, printed)).startsWith("http");
            TestingBrowser browser = new TestingBrowser();
            assertThat(browser.get(TestingTenant.allowed(browser, URI.create(link), email))
                            .statusCode())
                    .isEqualTo(200);
            input.write("consented\n");
            input.flush();
            String result = printed.lines().reduce("", (all, line) -> all + line);

            // Then
            assertThat(result).startsWith("{");
            assertMainJob(JsonPath.from(result), integration);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void assertMainJob(JsonPath answer, String integration) {
        assertThat(answer.getString("tenant")).isEqualTo("tenant-of-" + integration);
        assertThat(answer.getString("early")).isEqualTo("urn:countersign:problem:consent-required");
        assertThat(answer.getString("before")).isEqualTo("awaiting_consent");
        assertThat(answer.getString("access_token")).startsWith("eyJ0eX");
        assertThat(answer.getInt("expires_in")).isGreaterThan(28_000);
        assertThat(answer.getString("account")).isEqualTo("Generated account");
        assertThat(answer.getList("invalid")).isEqualTo(List.of("display_name"));
    }

    /** Of what a client printed that failed at once. */
    private static String rest(String first, BufferedReader printed) {
        return first != null && first.startsWith("http")
                ? ""
                : String.join("\n", printed.lines().toList());
    }
}
