package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.crypto.Secret;
import io.countersign.integration.TestingPem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssertionSignerTest {
    private static final Instant NOW = Instant.parse("2026-11-29T00:00:00.900Z");
    private static final String KEY = "7c2b8d7e-83c3-4940-af5e-cda8a50dd73f";
    private static final String USER = "4799e5e9-0000-4000-8000-cf4713bbcacc";
    private static final KeyPair PAIR = TestingPem.generate("RSA", 2048);

    private final AssertionSigner signer = new AssertionSigner(InstantSource.fixed(NOW));

    private static Assertion assertion(byte[] privateKey) {
        return new Assertion(KEY, USER, List.of("signature", "impersonation"), Secret.takeOwnershipOf(privateKey));
    }

    private String[] signed() throws GeneralSecurityException {
        return signer.sign(assertion(PAIR.getPrivate().getEncoded()), "localhost:18443")
                .revealText()
                .split("\\.", -1);
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    @Test
    void saysWhatDocuSignAsksForAndNothingElse() throws Exception {
        String[] parts = signed();

        assertThat(parts).hasSize(3).noneMatch(part -> part.contains("="));
        assertThat(decoded(parts[0])).isEqualTo("{\"typ\":\"JWT\",\"alg\":\"RS256\"}");
        JsonNode claims = new ObjectMapper().readTree(decoded(parts[1]));
        assertThat(claims.propertyStream().map(java.util.Map.Entry::getKey))
                .containsExactlyInAnyOrder("iss", "sub", "aud", "iat", "exp", "jti", "scope");
        assertThat(claims.get("iss").textValue()).isEqualTo(KEY);
        assertThat(claims.get("sub").textValue()).isEqualTo(USER);
        assertThat(claims.get("aud").textValue()).isEqualTo("localhost:18443");
        assertThat(claims.get("scope").textValue()).isEqualTo("signature impersonation");
        assertThat(claims.get("iat").isIntegralNumber()).isTrue();
        assertThat(Instant.ofEpochSecond(claims.get("iat").longValue())).isEqualTo("2026-11-28T23:59:00Z");
        assertThat(Instant.ofEpochSecond(claims.get("exp").longValue())).isEqualTo("2026-11-29T00:05:00Z");
    }

    @Test
    void isSignedByThePrivateKey() throws Exception {
        String[] parts = signed();

        Signature rs256 = Signature.getInstance("SHA256withRSA");
        rs256.initVerify(PAIR.getPublic());
        rs256.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(rs256.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    }

    @Test
    void isAnotherEachTime() throws Exception {
        JsonNode one = new ObjectMapper().readTree(decoded(signed()[1]));
        JsonNode other = new ObjectMapper().readTree(decoded(signed()[1]));

        assertThat(one.get("jti")).isNotEqualTo(other.get("jti"));
    }

    @Test
    void noOtherBytesSign() {
        assertThatThrownBy(() -> signer.sign(assertion(new byte[] {1, 2, 3}), "localhost"))
                .isInstanceOf(GeneralSecurityException.class);
    }
}
