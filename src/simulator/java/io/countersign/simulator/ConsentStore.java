package io.countersign.simulator;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What has been consented to: per client and user a set of scopes, and per client and organization one that holds for
 * all its users. Remembered until revoked.
 */
final class ConsentStore {
    private final Map<Key, Set<String>> consents = new ConcurrentHashMap<>();
    private final Map<Key, Set<String>> organizationConsents = new ConcurrentHashMap<>();

    private record Key(String clientId, String whose) {}

    /** Whether the user, and the administrators of the user's organizations, have together consented to all of it. */
    boolean covers(String clientId, SimulatedUser user, Set<String> scopes) {
        Set<String> given = new HashSet<>(consents.getOrDefault(new Key(clientId, user.sub()), Set.of()));
        user.organizationIds()
                .forEach(id -> given.addAll(organizationConsents.getOrDefault(new Key(clientId, id), Set.of())));
        return given.containsAll(scopes);
    }

    boolean organizationCovers(String clientId, String organizationId, Set<String> scopes) {
        return organizationConsents
                .getOrDefault(new Key(clientId, organizationId), Set.of())
                .containsAll(scopes);
    }

    void add(String clientId, String sub, Set<String> scopes) {
        consents.merge(new Key(clientId, sub), Set.copyOf(scopes), ConsentStore::union);
    }

    void addForOrganization(String clientId, String organizationId, Set<String> scopes) {
        organizationConsents.merge(new Key(clientId, organizationId), Set.copyOf(scopes), ConsentStore::union);
    }

    void revokeForOrganization(String clientId, String organizationId) {
        organizationConsents.remove(new Key(clientId, organizationId));
    }

    void revoke(String clientId, String sub) {
        consents.remove(new Key(clientId, sub));
    }

    /** Every consent that was given and not revoked. */
    List<Given> all() {
        return consents.entrySet().stream()
                .map(entry ->
                        new Given(entry.getKey().clientId(), entry.getKey().whose(), entry.getValue()))
                .toList();
    }

    /** Every administrator's consent that was given and not revoked. */
    List<GivenForOrganization> allForOrganizations() {
        return organizationConsents.entrySet().stream()
                .map(entry -> new GivenForOrganization(
                        entry.getKey().clientId(), entry.getKey().whose(), entry.getValue()))
                .toList();
    }

    /** Forgets every consent. */
    void clear() {
        consents.clear();
        organizationConsents.clear();
    }

    /** An administrator's consent for one client, for everybody in an organization. */
    record GivenForOrganization(String clientId, String organizationId, Set<String> scopes) {}

    /** One user's consent for one client. */
    record Given(String clientId, String sub, Set<String> scopes) {}

    private static Set<String> union(Set<String> before, Set<String> added) {
        Set<String> all = new HashSet<>(before);
        all.addAll(added);
        return Set.copyOf(all);
    }
}
