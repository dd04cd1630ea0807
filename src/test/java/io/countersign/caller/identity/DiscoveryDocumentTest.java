package io.countersign.caller.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where an issuer's own words lead to. */
class DiscoveryDocumentTest {

    @ParameterizedTest
    @CsvSource({
        "https://issuer.example.com, https://keys.example.net/jwks, true",
        "https://issuer.example.com, https://10.0.0.1:6443/openid/v1/jwks, true",
        "https://issuer.example.com, http://127.0.0.1:8080/jwks, false",
        "https://issuer.example.com, http://keys.example.net/jwks, false",
        "https://issuer.example.com, file:///etc/passwd, false",
        "https://issuer.example.com, https:///jwks, false",
        "http://localhost:4711, http://127.0.0.1:8080/jwks, true",
        "http://localhost:4711, http://keys.example.net/jwks, false"
    })
    void leadsNowhereThatIsLessSafeThanTheIssuer(String issuer, String keys, boolean followed) {
        TrustedIssuer trusted =
                new TrustedIssuer("own", issuer, "countersign", Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(DiscoveryDocument.keysOf(
                        trusted,
                        new JsonObject()
                                .put("issuer", issuer)
                                .put("jwks_uri", keys)
                                .toBuffer()))
                .isEqualTo(followed ? Optional.of(URI.create(keys)) : Optional.empty());
    }
}
