package io.countersign.keyring;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.UnreadableSecretException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Keysets that were unwrapped lately, so that a busy owner's is not unwrapped for each of its secrets. The wrapped
 * bytes are part of the key: a row that changed is never served from here, and who does not read the row gets nothing.
 */
@ApplicationScoped
public class KeysetCache {
    private static final int LARGEST = 1000;
    /** Bounds how long the keyset of a deleted owner stays in memory. */
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final Keyring keyring;
    private final Cache<Key, Keyset> opened =
            Caffeine.newBuilder().maximumSize(LARGEST).expireAfterWrite(LIFE).build();

    private record Key(String owner, ByteBuffer wrapped) {}

    KeysetCache(Keyring keyring) {
        this.keyring = keyring;
    }

    /**
     * The keyset in these bytes.
     *
     * @param wrapped what {@link Keyring#wrap} made; copied where it is kept
     * @param owner {@code tenant:<name>} or {@code integration:<name>}, as when wrapping
     * @throws UnreadableSecretException if the bytes are damaged, another owner's, or name a key that nobody has ever
     *     had
     * @throws MissingKeyException if they are wrapped by a key that the keyring lacks
     */
    public Keyset unwrap(byte[] wrapped, String owner) {
        Keyset known = opened.getIfPresent(new Key(owner, ByteBuffer.wrap(wrapped)));
        if (known != null) {
            return known;
        }
        Keyset keyset = keyring.unwrap(wrapped, owner);
        opened.put(new Key(owner, ByteBuffer.wrap(wrapped.clone())), keyset);
        return keyset;
    }

    /** Drops the keyset in these bytes from memory: its row has other ones now. */
    public void forget(byte[] wrapped, String owner) {
        opened.invalidate(new Key(owner, ByteBuffer.wrap(wrapped)));
    }
}
