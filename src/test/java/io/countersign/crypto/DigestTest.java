package io.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DigestTest {

    @Test
    void isSha256() {
        // FIPS 180-4, the example "abc"
        assertThat(HexFormat.of().formatHex(Digest.ofText("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Digest.of(Secret.ofText("abc"))).isEqualTo(Digest.ofText("abc"));
        assertThat(Digest.sha256(new byte[0])).hasSize(Digest.LENGTH);
    }

    @Test
    void comparesByValue() {
        assertThat(Digest.same(Digest.ofText("a"), Digest.ofText("a"))).isTrue();
        assertThat(Digest.same(Digest.ofText("a"), Digest.ofText("b"))).isFalse();
        assertThat(Digest.same(Digest.ofText("a"), new byte[0])).isFalse();
    }

    @Test
    void makesTheChallengeOfRfc7636() {
        // RFC 7636 appendix B
        assertThat(Pkce.challengeOf(Secret.ofText("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")))
                .isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assertThat(Pkce.METHOD).isEqualTo("S256");
    }
}
