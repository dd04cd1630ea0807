package io.countersign.keyring;

import io.countersign.crypto.MissingKeyException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The key ids that stood in front of wrapped keysets and are not in the keyring. A damaged row can name anything, and
 * must not stop a replica: a key that a replica has ever started with is known to the database, and any other id is
 * nobody's.
 */
final class UnknownKeys {
    /** Bounds what garbage may fill; more ids than that are not keys. */
    private static final int MOST = 100;

    private enum Standing {
        /** Just met; nobody has asked the database yet. */
        MET,
        /** It is known: another replica has the key. */
        LACKING,
        /** It is not. */
        NOBODYS
    }

    private final Map<KeyId, Standing> ids = new ConcurrentHashMap<>();

    /** Notes that a keyset names this key, and answers what to throw. */
    RuntimeException met(KeyId id) {
        if (ids.size() >= MOST && !ids.containsKey(id) && !forgetOneOfNobody()) {
            return WrappedKeyset.unreadable();
        }
        return switch (ids.computeIfAbsent(id, fresh -> Standing.MET)) {
            case MET, LACKING -> new MissingKeyException(id.value());
            case NOBODYS -> WrappedKeyset.unreadable();
        };
    }

    /** So that a key which is lacking is found behind any number of damaged rows. */
    private boolean forgetOneOfNobody() {
        return ids.entrySet().stream()
                .filter(entry -> entry.getValue() == Standing.NOBODYS)
                .findAny()
                .map(entry -> ids.remove(entry.getKey(), Standing.NOBODYS))
                .orElse(false);
    }

    /** The key is here now, or nothing is wrapped by it any more. */
    void forget(KeyId id) {
        ids.remove(id);
    }

    /** What was found out; true where nobody knew before that the key is lacking. */
    boolean found(KeyId id, boolean known) {
        Standing now = known ? Standing.LACKING : Standing.NOBODYS;
        Standing before = ids.replace(id, now);
        return before != null && before != now && now == Standing.LACKING;
    }

    Set<KeyId> all() {
        return Set.copyOf(ids.keySet());
    }

    boolean mayBeLacking() {
        return ids.values().stream().anyMatch(standing -> standing != Standing.NOBODYS);
    }

    Set<String> lacking() {
        return ids.entrySet().stream()
                .filter(entry -> entry.getValue() == Standing.LACKING)
                .map(entry -> entry.getKey().value())
                .collect(Collectors.toSet());
    }
}
