package io.countersign.crypto;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The data keys of one owner (AES-256-GCM with key commitment, kept as a Tink keyset): seals that owner's secrets under
 * the primary one, and opens what any of them sealed. Mostly there is one; while an owner's key is being replaced there
 * are two. The keys leave this type only wrapped. Never changes; thread-safe.
 */
public final class Keyset implements HiddenValue {
    private static final String WRAPPED = "keyset.wrapped";

    /** One replacement after the other that never came to its end would have to begin before there are so many. */
    private static final int MOST_KEYS = 8;

    private final KeysetHandle handle;
    private final CommittingAead primary;
    private final List<CommittingAead> keys;

    private Keyset(KeysetHandle handle) throws GeneralSecurityException {
        if (handle.size() > MOST_KEYS) {
            throw new GeneralSecurityException("More than " + MOST_KEYS + " keys");
        }
        this.handle = handle;
        this.primary = aead(handle.getPrimary());
        List<CommittingAead> all = new ArrayList<>();
        for (int i = 0; i < handle.size(); i++) {
            all.add(aead(handle.getAt(i)));
        }
        this.keys = List.copyOf(all);
    }

    private static CommittingAead aead(KeysetHandle.Entry entry) throws GeneralSecurityException {
        if (!(entry.getKey() instanceof AesGcmKey key) || entry.getStatus() != KeyStatus.ENABLED) {
            throw new GeneralSecurityException("A key is none for AES-GCM, or is not enabled");
        }
        return new CommittingAead(key);
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
     * The same keys and a new one, which is primary: it seals from now on, and what the others sealed still opens.
     *
     * @throws IllegalStateException if there are {@value #MOST_KEYS} keys already
     */
    public Keyset withNewPrimary() {
        if (keys.size() == MOST_KEYS) {
            throw new IllegalStateException("This keyset has " + MOST_KEYS + " keys and takes no other one");
        }
        try {
            return new Keyset(KeysetHandle.newBuilder(handle)
                    .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                            .withRandomId()
                            .makePrimary())
                    .build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not available", e);
        }
    }

    /** The primary key and no other one: what the others sealed does not open any more. */
    public Keyset primaryAlone() {
        try {
            return new Keyset(KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.importKey(handle.getPrimary().getKey())
                            .withFixedId(handle.getPrimary().getId())
                            .makePrimary())
                    .build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A keyset could not be made of its own primary key", e);
        }
    }

    /**
     * What stands behind the first byte of all that the primary key seals, and of nothing else: 32 bytes that tell
     * which key, and nothing about it.
     */
    public byte[] commitment() {
        return primary.commitment();
    }

    /** Whether these bytes say that the primary key sealed them; it says nothing of whether they open. */
    public boolean isSealedByPrimary(byte[] sealed) {
        return primary.isNamedBy(sealed);
    }

    /**
     * Seals a secret for one place, under the primary key.
     *
     * @return a format version, a commitment to the key and the ciphertext: 66 bytes longer than the secret
     */
    public byte[] seal(Secret secret, AssociatedData place) {
        try {
            return primary.seal(secret.revealBytes(), place.toBytes());
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
        return keys.stream()
                .filter(key -> key.isNamedBy(sealed))
                .findFirst()
                .flatMap(key -> key.open(sealed, place.toBytes()))
                .map(Secret::takeOwnershipOf)
                .orElseThrow(() -> new UnreadableSecretException(place.column()));
    }

    /**
     * Wraps this keyset for the database.
     *
     * @param owner whose keyset it is, bound as associated data
     * @return a format version, a commitment to the wrapping key and the ciphertext: about 200 bytes, and 60 more for
     *     each further key
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
