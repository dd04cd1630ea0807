package io.countersign.crypto;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * A key that wraps keysets (AES-256-GCM with key commitment) and nothing else. It never leaves this type: its text form
 * shows nothing and there is no way to read it. Thread-safe. Its bytes stay in memory as long as the object does,
 * because Tink cannot wipe them.
 */
public final class KeyEncryptionKey implements HiddenValue {
    /** The length of a key in bytes. */
    public static final int LENGTH = 32;

    private final CommittingAead aead;

    private KeyEncryptionKey(CommittingAead aead) {
        this.aead = aead;
    }

    /**
     * A key of these bytes, which are copied and then overwritten with zeros, whatever happens.
     *
     * @param bytes {@value #LENGTH} random bytes
     * @throws IllegalArgumentException if there are more or fewer
     */
    @AccessesPartialKey
    public static KeyEncryptionKey takeOwnershipOf(byte[] bytes) {
        try {
            if (bytes.length != LENGTH) {
                throw new IllegalArgumentException(
                        "A key-encryption key has " + LENGTH + " bytes, this one has " + bytes.length);
            }
            return new KeyEncryptionKey(new CommittingAead(AesGcmKey.builder()
                    .setParameters(AesGcmParameters.builder()
                            .setKeySizeBytes(LENGTH)
                            .setIvSizeBytes(12)
                            .setTagSizeBytes(16)
                            .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                            .build())
                    .setKeyBytes(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()))
                    .build()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not available", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    CommittingAead aead() {
        return aead;
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "KeyEncryptionKey[not shown]";
    }
}
