package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;

/** What gives access and is made before the backup, and deleted after it: all of it comes back with the backup. */
record TakenBack(JsonNode apiKey, String secret, String rsaKey) {
    private static final String API_KEYS = "/v1/callers/service/api-keys";

    /** An API key of the service's caller, and a client secret and an RSA key of the seeds' integration. */
    static TakenBack made(Installation vault) {
        return new TakenBack(
                made(vault, API_KEYS, "{}"),
                idOf(made(vault, secrets(vault), "{\"client_secret\":\"another-of-the-same-app\"}")),
                idOf(made(vault, rsaKeys(vault), "{}")));
    }

    /** Deletes all three; fails where one cannot be. */
    void delete(Installation vault) {
        Stream.of(API_KEYS + "/" + idOf(apiKey), secrets(vault) + "/" + secret, rsaKeys(vault) + "/" + rsaKey)
                .forEach(path -> assertThat(vault.operator()
                                .send(vault.replica(0), "DELETE", path, "")
                                .status())
                        .as(path)
                        .isEqualTo(204));
    }

    /**
     * Fails where one of them is still good.
     *
     * @param connection one that the API key might have had a token of
     */
    void assertGone(Installation vault, SeededConnection connection) {
        Api former = vault.as(apiKey.path("api_key").asText());
        assertThat(former.token(vault.replica(0), connection).status()).isEqualTo(401);
        JsonNode integration = vault.operator()
                .send(vault.replica(0), "GET", vault.seeds().integrationPath(), "")
                .json();
        assertThat(integration.path("client_secrets"))
                .hasSize(1)
                .noneMatch(each -> idOf(each).equals(secret));
        assertThat(integration.path("rsa_keys").isArray()).isTrue();
        assertThat(integration.path("rsa_keys")).isEmpty();
    }

    private static JsonNode made(Installation vault, String path, String body) {
        Answer made = vault.operator().send(vault.replica(0), "POST", path, body);
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return made.json();
    }

    private static String secrets(Installation vault) {
        return vault.seeds().integrationPath() + "/client-secrets";
    }

    private static String rsaKeys(Installation vault) {
        return vault.seeds().integrationPath() + "/rsa-keys";
    }

    private static String idOf(JsonNode made) {
        return made.path("id").asText();
    }
}
