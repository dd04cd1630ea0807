package io.countersign.integration;

import static io.countersign.integration.IntegrationResourceTest.demo;
import static io.countersign.integration.IntegrationResourceTest.eventsOf;
import static io.countersign.integration.IntegrationResourceTest.operator;
import static io.countersign.integration.IntegrationResourceTest.put;
import static io.countersign.integration.IntegrationResourceTest.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.docusign.Environment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class ClientSecretsTest {
    @Inject
    Integrations integrations;

    @Test
    void opensThemForOtherPackagesTheNewestFirst() {
        put("overlap", with(demo(), "client_secret", "older secret")).statusCode(201);
        String newer = add("overlap", "newer secret");

        assertThat(secretsOf("overlap"))
                .extracting(ClientSecret::value)
                .containsExactly(Secret.ofText("newer secret"), Secret.ofText("older secret"));
        assertThat(secretsOf("overlap").getFirst().id()).hasToString(newer);
        assertThat(find("overlap").secretsVersion()).isEqualTo(2);
    }

    @Test
    void triesTheOneThatWorkedLastFirst() {
        put("worked", with(demo(), "client_secret", "older")).statusCode(201);
        add("worked", "newer");
        ClientSecret newer = secretsOf("worked").getFirst();
        ClientSecret older = secretsOf("worked").getLast();

        integrations.worked("worked", older).await().indefinitely();
        assertThat(secretsOf("worked")).extracting(ClientSecret::known).containsExactly(true, false);
        assertThat(secretsOf("worked")).extracting(ClientSecret::id).containsExactly(older.id(), newer.id());

        integrations.worked("worked", newer).await().indefinitely();
        integrations.worked("worked", older).await().indefinitely();
        assertThat(secretsOf("worked")).extracting(ClientSecret::id).containsExactly(older.id(), newer.id());
    }

    @Test
    void writesAtMostOnceAnHourThatTheSameOneWorked() {
        put("steady", with(demo(), "client_secret", "only")).statusCode(201);
        ClientSecret only = secretsOf("steady").getFirst();

        integrations.worked("steady", only).await().indefinitely();
        Object first = workedAt(only.id());
        integrations.worked("steady", only).await().indefinitely();

        assertThat(first).isNotNull();
        assertThat(workedAt(only.id())).isEqualTo(first);
    }

    @Test
    void addsTheSameSecretOnlyOnce() {
        put("repeat", with(demo(), "client_secret", "same")).statusCode(201);
        put("repeat", with(demo(), "client_secret", "same")).statusCode(200).body("client_secrets", hasSize(1));
        post("repeat", "same").then().statusCode(200);

        assertThat(find("repeat").secretsVersion()).isEqualTo(1);
        assertThat(eventsOf("repeat")).containsExactly("integration.created", "client-secret.added");
    }

    @Test
    void deletesOne() {
        put("rotated", with(demo(), "client_secret", "old")).statusCode(201);
        String old = secretsOf("rotated").getFirst().id().toString();
        add("rotated", "new");

        operator()
                .delete("/v1/integrations/rotated/client-secrets/" + old)
                .then()
                .statusCode(204);

        operator()
                .delete("/v1/integrations/rotated/client-secrets/" + old)
                .then()
                .statusCode(404);
        assertThat(secretsOf("rotated")).extracting(ClientSecret::value).containsExactly(Secret.ofText("new"));
        assertThat(find("rotated").secretsVersion()).isEqualTo(3);
        assertThat(eventsOf("rotated"))
                .containsExactly(
                        "integration.created", "client-secret.added", "client-secret.added", "client-secret.deleted");
    }

    @Test
    void keepsAtMostTen() {
        put("many", demo()).statusCode(201);
        for (int i = 0; i < ClientSecrets.MOST; i++) {
            add("many", "secret " + i);
        }
        post("many", "one more").then().statusCode(409);
        put("many", with(demo(), "client_secret", "one more")).statusCode(409);
        assertThat(secretsOf("many")).hasSize(ClientSecrets.MOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"client_secret\":null}", "{\"client_secret\":\"\"}", "{\"client_secret\":1}"})
    void namesABadSecret(String body) {
        put("strict", demo());
        operator()
                .body(body)
                .post("/v1/integrations/strict/client-secrets")
                .then()
                .statusCode(422)
                .body("errors.field", contains("client_secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "No", "a%00"})
    void knowsNoSecretsOfWhatIsNotThere(String name) {
        operator()
                .urlEncodingEnabled(false)
                .body(Map.of("client_secret", "s"))
                .post("/v1/integrations/" + name + "/client-secrets")
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-1-1-1-1", "x", "00000000-0000-0000-0000-000000000000"})
    void knowsNoSecretOfABadId(String id) {
        put("strict", demo());
        operator().delete("/v1/integrations/strict/client-secrets/" + id).then().statusCode(404);
    }

    @Test
    void dropsTheSecretsOfTheOtherEnvironment() {
        put("moved", with(demo(), "client_secret", "of demo")).statusCode(201);
        put("moved", with(with(demo(), "environment", "production"), "client_secret", "of production"))
                .statusCode(200)
                .body("client_secrets", hasSize(1));

        assertThat(find("moved").environment()).isEqualTo(Environment.PRODUCTION);
        assertThat(secretsOf("moved")).extracting(ClientSecret::value).containsExactly(Secret.ofText("of production"));
    }

    @Test
    void opensNoneThatWasMovedToAnotherRow() {
        put("source", with(demo(), "client_secret", "of source")).statusCode(201);
        put("target", with(demo(), "client_secret", "of target")).statusCode(201);
        TestingSql.run("""
                UPDATE integration_secret SET sealed = (SELECT sealed FROM integration_secret WHERE integration = ?)
                WHERE integration = ?
                """, "source", "target");
        TestingSql.run("""
                UPDATE integration_key SET wrapped = (SELECT wrapped FROM integration_key WHERE integration = ?)
                WHERE integration = ?
                """, "source", "target");

        assertThatThrownBy(() -> secretsOf("target")).isInstanceOf(UnreadableSecretException.class);
        assertThat(secretsOf("source")).hasSize(1);
    }

    @Test
    void showsNoSecretInAnswers() {
        String secret = "4f1c-unmistakable-client-secret";
        String inPut = put("silent", with(demo(), "client_secret", secret))
                .statusCode(201)
                .extract()
                .asString();
        String inPost = post("silent", secret + "-2").asString();
        String inRefusal = post("silent", secret + "\n").asString();
        String inGet = operator().get("/v1/integrations/silent").asString();
        String inList = operator().get("/v1/integrations").asString();
        String inTrail = operator().get("/v1/audit-events?limit=1000").asString();

        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        assertThat(List.of(inPut, inPost, inRefusal, inGet, inList, inTrail))
                .allSatisfy(text -> assertThat(text)
                        .doesNotContain("unmistakable")
                        .doesNotContainIgnoringCase(HexFormat.of().formatHex(bytes))
                        .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(bytes)));
    }

    private static String add(String integration, String secret) {
        return post(integration, secret).then().statusCode(201).extract().path("id");
    }

    private static Response post(String integration, String secret) {
        return operator()
                .body(Map.of("client_secret", secret))
                .post("/v1/integrations/" + integration + "/client-secrets");
    }

    private Integration find(String name) {
        return integrations.find(name).await().indefinitely().orElseThrow();
    }

    private List<ClientSecret> secretsOf(String name) {
        return integrations.withSecrets(name).await().indefinitely().orElseThrow().inOrder().stream()
                .map(ClientSecret.class::cast)
                .toList();
    }

    private Object workedAt(UUID id) {
        return TestingSql.rows(row -> row.getObject(1), "SELECT worked_at FROM integration_secret WHERE id = ?", id)
                .getFirst();
    }
}
