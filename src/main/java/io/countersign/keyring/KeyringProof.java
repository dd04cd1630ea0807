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
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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
     * A key that a replica has started with.
     *
     * @param canary null where an operator took a damaged one away
     */
    record KnownKey(byte @Nullable [] canary, boolean retired) {}

    /**
     * What the database knows.
     *
     * @param keys also those that were retired
     * @param used the keys that wrap something
     * @param samples some of what is wrapped by keys in use without a canary
     */
    record Known(Map<KeyId, KnownKey> keys, Set<KeyId> used, Map<KeyId, List<Wrapped>> samples) {

        /**
         * A damaged row can name anything. Whatever key a replica started with is known, and before the first one every
         * name counts.
         */
        boolean hasKey(KeyId id) {
            return keys.isEmpty() || keys.containsKey(id);
        }

        boolean isRetired(KeyId id) {
            KnownKey key = keys.get(id);
            return key != null && key.retired();
        }
    }

    static Optional<byte[]> canaryOf(@Nullable KnownKey key) {
        return Optional.ofNullable(key).map(KnownKey::canary);
    }

    /**
     * Judges, and makes known what is not: the first replica that brings a key decides about its bytes, and another one
     * that brings different bytes at the same moment finds the first one's.
     *
     * @param primary what new keysets are wrapped with here; a retired one is warned of
     * @param writing whether canaries may be written
     * @return why the keyring is refused, one for each key; often empty
     */
    static List<KeyringOpening.Refused> prove(
            Map<KeyId, KeyEncryptionKey> keys, KeyId primary, Path directory, Connection database, boolean writing)
            throws SQLException {
        Known known = KeyTable.read(database, keys.keySet());
        warn(keys.keySet(), known);
        if (known.isRetired(primary)) {
            LOG.warn(retiredPrimary(primary));
        }
        List<KeyringOpening.Refused> refused = judge(keys, known, directory);
        if (!refused.isEmpty() || !writing) {
            return refused;
        }
        Map<KeyId, byte[]> fresh = new HashMap<>();
        keys.forEach((id, key) -> fresh.put(id, KeyCanary.of(id, key)));
        KeyTable.add(database, fresh);
        return judge(keys, KeyTable.read(database, keys.keySet()), directory);
    }

    /** For the log: who names a retired key as primary has missed a change of the configuration. */
    static String retiredPrimary(KeyId primary) {
        return "keyring_primary_retired key=" + primary.value() + ": countersign.keyring.primary names a key that is"
                + " retired. New keysets are wrapped with the key of the last rewrap; name that one.";
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
        Optional<byte[]> canary = canaryOf(known.keys().get(id));
        if (canary.isPresent()) {
            return KeyCanary.opens(canary.get(), id, key);
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
                + " a name of its own. If the file is right and the canary is not, take it away: UPDATE"
                + " keyring_key SET canary = NULL WHERE id = '"
                + id.value() + "'; the next start proves the key by the keysets that it has wrapped.");
    }
}
