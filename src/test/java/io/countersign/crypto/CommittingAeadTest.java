package io.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CommittingAeadTest {
    private static final byte[] PLACE = "a place longer than one block".getBytes(StandardCharsets.UTF_8);

    private final SecureRandom random = new SecureRandom();

    @Test
    void refusesACiphertextThatIsValidUnderTwoKeys() throws GeneralSecurityException {
        // Given: plain AES-GCM opens the crafted bytes under both keys
        byte[] one = newBytes(32);
        byte[] other = newBytes(32);
        byte[] crafted = TwoKeyCiphertext.craft(one, other, newBytes(12), PLACE);
        assertThat(AesGcmJce.create(key(one)).decrypt(crafted, PLACE)).hasSize(16);
        assertThat(AesGcmJce.create(key(other)).decrypt(crafted, PLACE)).hasSize(16);

        // When
        byte[] committedToOne = underTheHeaderOf(key(one), crafted);

        // Then
        assertThat(new CommittingAead(key(one)).open(committedToOne, PLACE)).isPresent();
        assertThat(new CommittingAead(key(other)).open(committedToOne, PLACE)).isEmpty();
        assertThat(new CommittingAead(key(other)).open(crafted, PLACE)).isEmpty();
    }

    private static byte[] underTheHeaderOf(AesGcmKey key, byte[] ciphertext) throws GeneralSecurityException {
        byte[] header = Arrays.copyOf(new CommittingAead(key).seal(new byte[0], PLACE), 33);
        return ByteBuffer.allocate(header.length + ciphertext.length)
                .put(header)
                .put(ciphertext)
                .array();
    }

    private static AesGcmKey key(byte[] bytes) throws GeneralSecurityException {
        return AesGcmKey.builder()
                .setParameters(AesGcmParameters.builder()
                        .setKeySizeBytes(32)
                        .setIvSizeBytes(12)
                        .setTagSizeBytes(16)
                        .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                        .build())
                .setKeyBytes(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()))
                .build();
    }

    private byte[] newBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
