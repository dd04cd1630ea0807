package io.countersign.simulator;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What users have consented to: per client and user a set of scopes, remembered until revoked. */
final class ConsentStore {
    private final Map<Key, Set<String>> consents = new ConcurrentHashMap<>();

    private record Key(String clientId, String sub) {}

    boolean covers(String clientId, String sub, Set<String> scopes) {
        return consents.getOrDefault(new Key(clientId, sub), Set.of()).containsAll(scopes);
    }

    void add(String clientId, String sub, Set<String> scopes) {
        consents.merge(new Key(clientId, sub), Set.copyOf(scopes), ConsentStore::union);
    }

    void revoke(String clientId, String sub) {
        consents.remove(new Key(clientId, sub));
    }

    private static Set<String> union(Set<String> before, Set<String> added) {
        Set<String> all = new HashSet<>(before);
        all.addAll(added);
        return Set.copyOf(all);
    }
}
