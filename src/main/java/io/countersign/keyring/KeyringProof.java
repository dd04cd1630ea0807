package io.countersign.keyring;

import io.countersign.crypto.KeyEncryptionKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Whether a keyring belongs to a database: it must have every key that wraps something there, and no other bytes under
 * a known key's id.
 */
final class KeyringProof {
    private static final Logger LOG = Logger.getLogger(KeyringProof.class);

    private KeyringProof() {}

    /** A wrapped keyset and whose it is: {@code tenant:<name>}, {@code integration:<name>} or {@code vault}. */
    record Wrapped(String owner, byte[] bytes) {}

    /**
     * What the database knows.
     *
     * @param canaries by key, also of keys that were retired
     * @param used the keys that wrap something
     * @param samples some of what is wrapped by keys in use without a canary
     */
    record Known(Map<KeyId, byte[]> canaries, Set<KeyId> used, Map<KeyId, List<Wrapped>> samples) {

        /**
         * A damaged row can name anything. Whatever key a replica started with has a canary, and before the first
         * canary every name counts.
         */
        boolean hasKey(KeyId id) {
            return canaries.isEmpty() || canaries.containsKey(id);
        }
    }

    /**
     * Judges, and makes known what is not: the first replica that brings a key decides about its bytes, and another one
     * that brings different bytes at the same moment finds the first one's.
     *
     * @param writing whether canaries may be written
     * @return why the keyring is refused, one for each key; often empty
     */
    static List<KeyringOpening.Refused> prove(
            Map<KeyId, KeyEncryptionKey> keys, Path directory, Connection database, boolean writing)
            throws SQLException {
        Known known = KeyTable.read(database, keys.keySet());
        warn(keys.keySet(), known);
        List<KeyringOpening.Refused> refused = judge(keys, known, directory);
        if (!refused.isEmpty() || !writing) {
            return refused;
        }
        Map<KeyId, byte[]> fresh = new HashMap<>();
        keys.forEach((id, key) -> fresh.put(id, KeyCanary.of(id, key)));
        KeyTable.add(database, fresh);
        return judge(keys, KeyTable.read(database, keys.keySet()), directory);
    }

    private static void warn(Set<KeyId> keys, Known known) {
        known.used().stream()
                .filter(id -> !keys.contains(id) && !known.hasKey(id))
                .forEach(id -> LOG.warnf(
                        "keyring_key_unknown key=%s: a wrapped keyset names this key, and no replica ever started"
                                + " with it: the row is damaged, or"
                                + " somebody else's. What is sealed under it does not open; everything else does.",
                        id.value()));
    }

    static List<KeyringOpening.Refused> judge(Map<KeyId, KeyEncryptionKey> keys, Known known, Path directory) {
        List<KeyringOpening.Refused> refused = new ArrayList<>();
        known.used().stream()
                .filter(id -> !keys.containsKey(id) && known.hasKey(id))
                .sorted(Comparator.comparing(KeyId::value))
                .forEach(id -> refused.add(missing(id, directory)));
        keys.entrySet().stream()
                .filter(entry -> !isProven(entry.getKey(), entry.getValue(), known))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(KeyId::value))
                .forEach(id -> refused.add(other(id, directory)));
        return refused;
    }

    /**
     * A key without a canary that wraps something must open some of it: one damaged row says nothing against the key.
     */
    private static boolean isProven(KeyId id, KeyEncryptionKey key, Known known) {
        byte[] canary = known.canaries().get(id);
        if (canary != null) {
            return KeyCanary.opens(canary, id, key);
        }
        return !known.used().contains(id)
                || known.samples().getOrDefault(id, List.of()).stream()
                        .anyMatch(sample -> KeyCanary.opens(sample.bytes(), id, key, sample.owner()));
    }

    private static KeyringOpening.Refused missing(KeyId id, Path directory) {
        return KeyringOpening.Refused.forDirectory("The key " + id.value()
                + " wraps keysets in this database, and the key directory " + directory + " has no file "
                + id.value()
                + ": nothing sealed under them would open here. Add the file, as the other replicas or the"
                + " copy of the keys have it.");
    }

    private static KeyringOpening.Refused other(KeyId id, Path directory) {
        return KeyringOpening.Refused.forDirectory("The key file " + directory.resolve(id.value())
                + " holds other bytes than those that this database knows as key " + id.value()
                + ": what was sealed would not open here, and what were sealed here nowhere else. Put the right file"
                + " there, or give this key"
                + " a name of its own. If the file is right and the canary is not, delete it: DELETE FROM"
                + " keyring_canary WHERE key_id = '"
                + id.value() + "'; the next start proves the key by the keysets that it has wrapped.");
    }
}
