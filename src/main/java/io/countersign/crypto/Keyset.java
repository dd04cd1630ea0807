package io.countersign.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/** The data keys of one owner (AES-256-GCM in a Tink keyset): seals and opens that owner's secrets. Thread-safe. */
public final class Keyset {
    private static final byte FORMAT = 1;

    private final KeysetHandle handle;
    private final Aead aead;

    private Keyset(KeysetHandle handle) throws GeneralSecurityException {
        this.handle = handle;
        this.aead = handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    /** A keyset with one new key. */
    public static Keyset generate() {
        try {
            AeadConfig.register();
            return new Keyset(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not available", e);
        }
    }

    /**
     * Seals a secret for one place.
     *
     * @return a format version and the ciphertext, about 34 bytes longer than the secret
     */
    public byte[] seal(Secret secret, AssociatedData place) {
        try {
            byte[] sealed = aead.encrypt(secret.revealBytes(), place.toBytes());
            return ByteBuffer.allocate(1 + sealed.length)
                    .put(FORMAT)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Sealing " + place.column() + " failed", e);
        }
    }

    /**
     * Opens what {@link #seal} made for the same place.
     *
     * @throws UnreadableSecretException for everything else
     */
    public Secret open(byte[] sealed, AssociatedData place) {
        if (sealed.length < 1 || sealed[0] != FORMAT) {
            throw new UnreadableSecretException(place.column());
        }
        try {
            byte[] ciphertext = java.util.Arrays.copyOfRange(sealed, 1, sealed.length);
            return Secret.takeOwnershipOf(aead.decrypt(ciphertext, place.toBytes()));
        } catch (GeneralSecurityException e) {
            throw new UnreadableSecretException(place.column());
        }
    }
}
