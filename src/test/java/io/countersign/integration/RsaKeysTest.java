package io.countersign.integration;

import static io.countersign.TestingCaller.operator;
import static io.countersign.integration.IntegrationResourceTest.eventsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class RsaKeysTest {
    private static final KeyPair PAIR = TestingPem.generate("RSA", 2048);

    @Inject
    Integrations integrations;

    private final String name = "rsa-" + UUID.randomUUID().toString().substring(0, 13);
    private final String keys = "/v1/integrations/" + name + "/rsa-keys";
    private final Map<String, Object> app =
            Map.of("environment", "demo", "integration_key", UUID.randomUUID().toString());

    @BeforeEach
    void create() {
        put(app).statusCode(201).body("rsa_keys", hasSize(0));
    }

    private ValidatableResponse put(Map<String, Object> body) {
        return operator().body(body).put("/v1/integrations/" + name).then();
    }

    @Test
    void aBodyMayBeLeftOut() {
        operator().post(keys).then().statusCode(201).body("public_key", startsWith("-----BEGIN PUBLIC KEY-----"));
    }

    private static ValidatableResponse post(String path, Map<String, Object> body) {
        return operator().body(body).post(path).then();
    }

    private String generated() {
        return post(keys, Map.of()).statusCode(201).extract().path("id");
    }

    private String imported(KeyPair pair) {
        return post(keys, Map.of("private_key", TestingPem.pkcs1(pair.getPrivate())))
                .statusCode(201)
                .body(
                        "public_key",
                        equalTo(TestingPem.block("PUBLIC KEY", pair.getPublic().getEncoded())))
                .extract()
                .path("id");
    }

    private Credentials credentials(String integration) {
        return integrations.withRsaKeys(integration).await().indefinitely().orElseThrow();
    }

    private List<RsaKey> keysOf(String integration) {
        return credentials(integration).inOrder().stream()
                .map(RsaKey.class::cast)
                .toList();
    }

    @Test
    void signWithTheNewestFirstUntilOneHasWorked() {
        UUID older = UUID.fromString(imported(PAIR));
        UUID newer = UUID.fromString(generated());

        assertThat(keysOf(name)).extracting(RsaKey::id).containsExactly(newer, older);
        assertThat(keysOf(name).getLast().privateKey())
                .isEqualTo(Secret.takeOwnershipOf(PAIR.getPrivate().getEncoded()));
        assertThat(credentials(name).integration().secretsVersion()).isEqualTo(2);

        integrations.worked(name, keysOf(name).getLast()).await().indefinitely();
        assertThat(keysOf(name)).extracting(RsaKey::id).containsExactly(older, newer);
    }

    @Test
    void aKeyThatIsThereIsNotAddedAgain() {
        String id = imported(PAIR);

        post(keys, Map.of("private_key", TestingPem.pkcs8(PAIR.getPrivate())))
                .statusCode(200)
                .body("id", equalTo(id));

        assertThat(credentials(name).integration().secretsVersion()).isEqualTo(1);
        assertThat(eventsOf(name)).containsExactly("integration.created", "rsa-key.added");
    }

    @Test
    void atMostFiveAndOneLessOnceOneIsDeleted() {
        String first = imported(PAIR);
        for (int i = 1; i < RsaKeys.MOST; i++) {
            TestingSql.run("""
                    INSERT INTO integration_rsa_key (integration, id, sealed, public_key)
                    VALUES (?, gen_random_uuid(), '', gen_random_uuid()::text)
                    """, name);
        }
        post(keys, Map.of()).statusCode(409);

        operator().delete(keys + "/" + first).then().statusCode(204);

        operator().delete(keys + "/" + first).then().statusCode(404);
        assertThat(eventsOf(name)).containsExactly("integration.created", "rsa-key.added", "rsa-key.deleted");
        generated();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"private_key\":\"\"}",
                "{\"private_key\":7}",
                "{\"private_key\":\"-----BEGIN PUBLIC KEY-----\"}"
            })
    void namesABadKey(String body) {
        operator()
                .body(body)
                .post(keys)
                .then()
                .statusCode(422)
                .body("errors.field", contains("private_key"))
                .body("errors[0].detail", startsWith(PrivateKeyPem.RULE));
    }

    @Test
    void refusesAKeyThatIsTooLongToBeOne() {
        post(keys, Map.of("private_key", "x".repeat(RsaKeyText.LONGEST + 1))).statusCode(422);
    }

    @Test
    void knowsNoKeysOfWhatIsNotThere() {
        post("/v1/integrations/nowhere/rsa-keys", Map.of()).statusCode(404);
        operator().delete(keys + "/1-1-1-1-1").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"environment", "client_type"})
    void areDroppedWithTheAppTheyBelongTo(String field) {
        imported(PAIR);
        Map<String, Object> other = new LinkedHashMap<>(app);
        other.put(field, field.equals("environment") ? "production" : "public");

        put(other).statusCode(200).body("rsa_keys", hasSize(0));

        assertThat(credentials(name).isEmpty()).isTrue();
    }

    @Test
    void openInNoOtherRow() {
        imported(PAIR);
        String other = name + "-2";
        operator().body(app).put("/v1/integrations/" + other).then().statusCode(201);
        post("/v1/integrations/" + other + "/rsa-keys", Map.of()).statusCode(201);
        TestingSql.run("""
                UPDATE integration_rsa_key SET sealed = (SELECT sealed FROM integration_rsa_key WHERE integration = ?)
                WHERE integration = ?
                """, name, other);
        TestingSql.run("""
                UPDATE integration_key SET wrapped = (SELECT wrapped FROM integration_key WHERE integration = ?)
                WHERE integration = ?
                """, name, other);

        assertThatThrownBy(() -> credentials(other)).isInstanceOf(UnreadableSecretException.class);
        assertThat(keysOf(name)).hasSize(1);
    }

    @Test
    void areOfAnIntegrationThatIsThere() {
        assertThat(integrations.withRsaKeys("nowhere").await().indefinitely()).isEmpty();
        assertThat(integrations.withRsaKeys("No name").await().indefinitely()).isEmpty();
        assertThat(credentials(name).isEmpty()).isTrue();
    }
}
