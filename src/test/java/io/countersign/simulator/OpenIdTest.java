package io.countersign.simulator;

import static io.countersign.simulator.TestingApplication.accessToken;
import static io.countersign.simulator.TestingApplication.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What {@code openid} changes: the ID token, access tokens that are JWTs, and the document that leads to the key. */
class OpenIdTest {
    private static final Instant NOW = Instant.parse("2026-11-28T22:00:00Z");
    private static final long THIRTY_DAYS = 2_592_000;

    @AutoClose
    private final DocuSignSimulator simulator =
            DocuSignSimulator.start(SimulatorOptions.onPort(0).withClock(SimulatorClock.stoppedAt(NOW)));

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    @Test
    void theExchangeGivesAnIdTokenThatTheKeysOfTheDiscoveryDocumentVerify() throws Exception {
        JsonNode configuration = json(get("/.well-known/openid-configuration"));

        Assertion idToken = verified(tokens("nonce", "n-1").path("id_token").textValue());

        assertThat(configuration.path("issuer").textValue()).isEqualTo(simulator.baseUrl() + "/");
        assertThat(idToken.text("iss")).hasValue(simulator.baseUrl() + "/");
        assertThat(idToken.text("sub")).hasValue(DemoCast.ada().sub());
        assertThat(idToken.audience()).hasValue(DemoCast.CLIENT_ID);
        assertThat(idToken.text("nonce")).hasValue("n-1");
        assertThat(idToken.time("iat")).isEqualTo(NOW);
        assertThat(idToken.time("exp")).isEqualTo(NOW.plusSeconds(THIRTY_DAYS));
    }

    @Test
    void accessTokensAreSignedAndARefreshGivesNoIdToken() throws Exception {
        JsonNode tokens = tokens();

        HttpResponse<String> refreshed =
                application.refresh(tokens.path("refresh_token").textValue());

        for (String token : new String[] {tokens.path("access_token").textValue(), accessToken(refreshed)}) {
            assertThat(verified(token).text("sub")).hasValue(DemoCast.ada().sub());
            assertThat(application.userInfo(token).statusCode()).isEqualTo(200);
        }
        assertThat(json(refreshed).has("id_token")).isFalse();
    }

    @Test
    void withoutOpenidThereIsNone() {
        assertThat(json(application.exchange(application.code())).has("id_token"))
                .isFalse();
    }

    @Test
    void theDocumentSaysThatItIsNotVerifiedAndPointsToWhatThereIs() {
        HttpResponse<String> answer = get("/.well-known/openid-configuration");

        assertThat(answer.headers().firstValue("Simulator-Note")).hasValue("not verified against DocuSign");
        JsonNode document = json(answer);
        assertThat(document.path("token_endpoint_auth_methods_supported"))
                .extracting(JsonNode::textValue)
                .containsExactly("client_secret_post", "client_secret_basic");
        for (String endpoint : new String[] {"authorization", "token", "userinfo"}) {
            String address = document.path(endpoint + "_endpoint").textValue();
            assertThat(application
                            .send(HttpRequest.newBuilder(URI.create(address)).build())
                            .statusCode())
                    .as(address)
                    .isNotEqualTo(404);
        }
    }

    private JsonNode tokens(String... more) {
        String[] all = new String[more.length + 2];
        all[0] = "scope";
        all[1] = "openid signature";
        System.arraycopy(more, 0, all, 2, more.length);
        return json(application.exchange(application.code(all)));
    }

    private Assertion verified(String token) throws Exception {
        String keys =
                json(get("/.well-known/openid-configuration")).path("jwks_uri").textValue();
        JsonNode key = json(application.send(
                        HttpRequest.newBuilder(URI.create(keys)).build()))
                .path("keys")
                .path(0);
        PublicKey publicKey =
                KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e")));
        Assertion read = Assertion.parse(token).orElseThrow();
        assertThat(read.isSignedBy(publicKey)).isTrue();
        assertThat(read.header().path("kid").textValue())
                .isEqualTo(key.path("kid").textValue());
        return read;
    }

    private static BigInteger number(JsonNode key, String field) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(key.path(field).textValue()));
    }

    private HttpResponse<String> get(String path) {
        return application.send(
                HttpRequest.newBuilder(URI.create(simulator.baseUrl() + path)).build());
    }
}
