package io.countersign.simulator;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Who exists: the registered clients and the users, open or closed. Safe for use by several threads. */
final class Directory {
    private final Map<String, SimulatedClient> clients = new ConcurrentHashMap<>();
    private final Map<String, SimulatedUser> users = new ConcurrentHashMap<>();
    private final Map<String, String> subByEmail = new ConcurrentHashMap<>();
    private final Map<String, Boolean> closed = new ConcurrentHashMap<>();

    void put(SimulatedClient client) {
        clients.put(client.integrationKey(), client);
    }

    void put(SimulatedUser user) {
        SimulatedUser before = users.put(user.sub(), user);
        if (before != null) {
            subByEmail.remove(key(before.email()), before.sub());
        }
        subByEmail.put(key(user.email()), user.sub());
        closed.remove(user.sub());
    }

    void close(String sub) {
        closed.put(sub, true);
    }

    SimulatedClient change(String integrationKey, UnaryOperator<SimulatedClient> change) {
        SimulatedClient changed = clients.computeIfPresent(integrationKey, (key, client) -> change.apply(client));
        if (changed == null) {
            throw new IllegalArgumentException("There is no client " + integrationKey);
        }
        return changed;
    }

    Optional<SimulatedClient> client(String integrationKey) {
        return Optional.ofNullable(clients.get(integrationKey));
    }

    List<SimulatedClient> clients() {
        return clients.values().stream()
                .sorted(Comparator.comparing(SimulatedClient::name).thenComparing(SimulatedClient::integrationKey))
                .toList();
    }

    List<SimulatedUser> users() {
        return users.values().stream()
                .sorted(Comparator.comparing(SimulatedUser::email))
                .toList();
    }

    /** The user with this GUID, unless closed. */
    Optional<SimulatedUser> openUser(String sub) {
        return Optional.ofNullable(users.get(sub)).filter(user -> !closed.containsKey(sub));
    }

    Optional<SimulatedUser> openUserByEmail(String email) {
        return Optional.ofNullable(subByEmail.get(key(email))).flatMap(this::openUser);
    }

    /** Some open users in the order of their e-mail addresses, for people to choose from. */
    List<SimulatedUser> someOpenUsers(int limit) {
        return users.values().stream()
                .filter(user -> !closed.containsKey(user.sub()))
                .sorted((a, b) -> a.email().compareTo(b.email()))
                .limit(limit)
                .toList();
    }

    /** The user with this GUID or e-mail address, closed or open. */
    Optional<SimulatedUser> user(String subOrEmail) {
        return Optional.ofNullable(users.get(subByEmail.getOrDefault(key(subOrEmail), subOrEmail)));
    }

    boolean isClosed(String sub) {
        return closed.containsKey(sub);
    }

    void removeClient(String integrationKey) {
        clients.remove(integrationKey);
    }

    void removeUser(SimulatedUser user) {
        users.remove(user.sub());
        subByEmail.remove(key(user.email()), user.sub());
        closed.remove(user.sub());
    }

    void clear() {
        clients.clear();
        users.clear();
        subByEmail.clear();
        closed.clear();
    }

    private static String key(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
