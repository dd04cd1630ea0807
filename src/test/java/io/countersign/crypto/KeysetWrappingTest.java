package io.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeysetWrappingTest {
    private static final AssociatedData PLACE = new AssociatedData("integration_secret.sealed", "main", "1", "demo", 0);

    private final SecureRandom random = new SecureRandom();
    private final KeyEncryptionKey key = newKey();
    private final Keyset keyset = Keyset.generate();

    @Test
    void keepsAllKeysAndWhichIsPrimary() {
        // Given
        Keyset two = keyset.withNewPrimary();
        byte[] former = keyset.seal(Secret.ofText("former"), PLACE);

        // When
        Keyset unwrapped = Keyset.unwrap(two.wrap(key, "tenant:acme"), key, "tenant:acme");

        // Then
        assertThat(unwrapped.open(former, PLACE).revealText()).isEqualTo("former");
        assertThat(unwrapped.commitment()).isEqualTo(two.commitment());
    }

    @Test
    void opensOldSecretsAfterUnwrapping() {
        // Given
        byte[] sealed = keyset.seal(Secret.ofText("client secret"), PLACE);
        byte[] wrapped = keyset.wrap(key, "integration:main");

        // When
        Keyset unwrapped = Keyset.unwrap(wrapped, key, "integration:main");

        // Then
        assertThat(unwrapped.open(sealed, PLACE).revealText()).isEqualTo("client secret");
        assertThat(wrapped).hasSizeLessThan(230);
    }

    @Test
    void refusesAnotherOwnerAndAnotherKey() {
        // Given
        byte[] wrapped = keyset.wrap(key, "tenant:acme");

        // Then
        assertUnreadable(wrapped, key, "tenant:globex");
        assertUnreadable(wrapped, key, "integration:acme");
        assertUnreadable(wrapped, newKey(), "tenant:acme");
    }

    @Test
    void refusesEverySingleBitFlipAndTruncation() {
        // Given
        byte[] wrapped = keyset.wrap(key, "tenant:acme");

        // Then
        for (int bit = 0; bit < wrapped.length * 8; bit++) {
            byte[] flipped = wrapped.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertUnreadable(flipped, key, "tenant:acme");
        }
        for (int length = 0; length < wrapped.length; length++) {
            assertUnreadable(Arrays.copyOf(wrapped, length), key, "tenant:acme");
        }
    }

    @Test
    void wipesTheBytesOfAKeyAlsoOfAnUnfitOne() {
        // Given
        byte[] bytes = newBytes(32);
        byte[] shorter = newBytes(16);

        // When
        KeyEncryptionKey made = KeyEncryptionKey.takeOwnershipOf(bytes);

        // Then
        assertThat(made).hasToString("KeyEncryptionKey[not shown]");
        assertThat(bytes).containsOnly(0);
        assertThatIllegalArgumentException().isThrownBy(() -> KeyEncryptionKey.takeOwnershipOf(shorter));
        assertThat(shorter).containsOnly(0);
    }

    private KeyEncryptionKey newKey() {
        return KeyEncryptionKey.takeOwnershipOf(newBytes(32));
    }

    private byte[] newBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void assertUnreadable(byte[] wrapped, KeyEncryptionKey key, String owner) {
        assertThatExceptionOfType(UnreadableSecretException.class)
                .isThrownBy(() -> Keyset.unwrap(wrapped, key, owner))
                .withNoCause();
    }
}
