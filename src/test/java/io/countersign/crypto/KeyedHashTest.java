package io.countersign.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Secret key = KeyedHash.newKey(RANDOM);
    private final KeyedHash hash = new KeyedHash(key);

    @Test
    void isTheSameUnderTheSameKeyOnly() {
        byte[] once = hash.of(ascii("a"), ascii("b"));

        assertThat(once).hasSize(KeyedHash.LENGTH).isEqualTo(new KeyedHash(key).of(ascii("a"), ascii("b")));
        assertThat(new KeyedHash(KeyedHash.newKey(RANDOM)).of(ascii("a"), ascii("b")))
                .isNotEqualTo(once);
    }

    @Test
    void tellsWhereAPartEnds() {
        assertThat(hash.of(ascii("ab"), ascii("c"))).isNotEqualTo(hash.of(ascii("a"), ascii("bc")));
        assertThat(hash.of(ascii("a"))).isNotEqualTo(hash.of(ascii("a"), new byte[0]));
    }

    @Test
    void takesNoOtherKey() {
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyedHash(Secret.ofText("short")));
        assertThat(hash).hasToString("KeyedHash[not shown]");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
