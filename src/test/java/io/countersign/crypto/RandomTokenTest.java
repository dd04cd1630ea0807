package io.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomTokenTest {

    @Test
    void makesUrlSafeSecretsOf256Bits() {
        // Given
        RandomToken tokens = new RandomToken(new SecureRandom());
        Set<String> seen = new HashSet<>();
        byte[] bitsSeen = new byte[32];

        // When
        for (int i = 0; i < 1000; i++) {
            String token = tokens.next().revealText();
            seen.add(token);
            assertThat(token).matches("[A-Za-z0-9_-]{43}");
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            assertThat(bytes).hasSize(32);
            for (int j = 0; j < bytes.length; j++) {
                bitsSeen[j] |= bytes[j];
            }
        }

        // Then: none twice, and every bit is used
        assertThat(seen).hasSize(1000);
        assertThat(bitsSeen).containsOnly(0xFF);
    }

    @Test
    void takesItsBytesFromTheGivenSource() {
        // Given
        SecureRandom zeros = new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {}
        };

        // Then
        assertThat(new RandomToken(zeros).next().revealText()).isEqualTo("A".repeat(43));
    }
}
