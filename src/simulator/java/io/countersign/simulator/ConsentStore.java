package io.countersign.simulator;

import java.util.HashSet;
import java.util.List;
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

    /** Every consent that was given and not revoked. */
    List<Given> all() {
        return consents.entrySet().stream()
                .map(entry ->
                        new Given(entry.getKey().clientId(), entry.getKey().sub(), entry.getValue()))
                .toList();
    }

    /** Forgets every consent. */
    void clear() {
        consents.clear();
    }

    /** One user's consent for one client. */
    record Given(String clientId, String sub, Set<String> scopes) {}

    private static Set<String> union(Set<String> before, Set<String> added) {
        Set<String> all = new HashSet<>(before);
        all.addAll(added);
        return Set.copyOf(all);
    }
}
