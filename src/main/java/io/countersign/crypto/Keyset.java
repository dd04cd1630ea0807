package io.countersign.crypto;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The data key of one owner (AES-256-GCM with key commitment, kept as a Tink keyset): seals and opens that owner's
 * secrets. The key itself leaves this type only wrapped. Thread-safe.
 */
public final class Keyset {
    private static final String WRAPPED = "keyset.wrapped";

    private final KeysetHandle handle;
    private final CommittingAead aead;

    private Keyset(KeysetHandle handle) throws GeneralSecurityException {
        if (!(handle.getPrimary().getKey() instanceof AesGcmKey key)) {
            throw new GeneralSecurityException("The primary key is none for AES-GCM");
        }
        this.handle = handle;
        this.aead = new CommittingAead(key);
    }

    /** A keyset with one new key, made by Tink out of the operating system's randomness. */
    public static Keyset generate() {
        try {
            TinkRegistration.ensure();
            return new Keyset(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not available", e);
        }
    }

    /**
     * Seals a secret for one place.
     *
     * @return a format version, a commitment to the key and the ciphertext: 66 bytes longer than the secret
     */
    public byte[] seal(Secret secret, AssociatedData place) {
        try {
            return aead.seal(secret.revealBytes(), place.toBytes());
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
        return aead.open(sealed, place.toBytes())
                .map(Secret::takeOwnershipOf)
                .orElseThrow(() -> new UnreadableSecretException(place.column()));
    }

    /**
     * Wraps this keyset for the database.
     *
     * @param owner whose keyset it is, bound as associated data
     * @return a format version, a commitment to the wrapping key and the ciphertext, about 200 bytes
     */
    public byte[] wrap(KeyEncryptionKey wrapping, String owner) {
        try {
            byte[] clear = TinkProtoKeysetFormat.serializeKeyset(handle, InsecureSecretKeyAccess.get());
            try {
                return wrapping.aead().seal(clear, utf8(owner));
            } finally {
                Arrays.fill(clear, (byte) 0);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Wrapping a keyset failed", e);
        }
    }

    /**
     * Unwraps what {@link #wrap} made with the same key for the same owner.
     *
     * @throws UnreadableSecretException for everything else
     */
    public static Keyset unwrap(byte[] wrapped, KeyEncryptionKey wrapping, String owner) {
        Optional<byte[]> clear = wrapping.aead().open(wrapped, utf8(owner));
        if (clear.isEmpty()) {
            throw new UnreadableSecretException(WRAPPED);
        }
        try {
            TinkRegistration.ensure();
            return new Keyset(TinkProtoKeysetFormat.parseKeyset(clear.get(), InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException e) {
            throw new UnreadableSecretException(WRAPPED);
        } finally {
            Arrays.fill(clear.get(), (byte) 0);
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "Keyset[not shown]";
    }

    private static byte[] utf8(String owner) {
        return owner.getBytes(StandardCharsets.UTF_8);
    }
}
