package io.countersign.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.MissingKeyException;
import org.junit.jupiter.api.Test;

/** What damaged rows may fill. */
class UnknownKeysTest {
    private final UnknownKeys unknown = new UnknownKeys();

    private static KeyId key(int number) {
        return new KeyId("key-" + number);
    }

    @Test
    void aLackingKeyIsFoundBehindAHundredDamagedRows() {
        for (int i = 0; i < 100; i++) {
            unknown.met(key(i));
            unknown.found(key(i), false);
        }

        assertThat(unknown.met(key(100))).isInstanceOf(MissingKeyException.class);
        assertThat(unknown.found(key(100), true)).isTrue();
        assertThat(unknown.lacking()).containsExactly("key-100");
        assertThat(unknown.all()).hasSize(100);
    }

    @Test
    void whatIsLackingIsNeverForgottenForGarbage() {
        for (int i = 0; i < 100; i++) {
            unknown.met(key(i));
            unknown.found(key(i), true);
        }

        assertThat(unknown.met(key(100))).isNotInstanceOf(MissingKeyException.class);
        assertThat(unknown.lacking()).hasSize(100);
    }
}
