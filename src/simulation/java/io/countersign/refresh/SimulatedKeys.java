package io.countersign.refresh;

import io.countersign.crypto.Keyset;
import io.countersign.tenant.TenantKeyset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code tenant_key}. Nothing is sealed here: a key is known by the version under which it became primary,
 * and what is sealed under it names that. Each statement is atomic, and a transaction holds the row that it has read.
 */
class SimulatedKeys {
    /** The key of the keyring that wraps everything at first. */
    static final String FORMER = "key-1";

    /** The one that every replica but one is told to wrap with. */
    static final String NEXT = "key-2";

    final SimulatedTime time;
    private final Keyset keyset;
    private final Map<String, Keys> tenants = new LinkedHashMap<>();
    private final Map<String, Integer> sealing = new HashMap<>();
    private long drawn;

    /**
     * The keys of a tenant's keyset, as they are wrapped.
     *
     * @param primary which seals
     * @param all which open
     * @param wrappedBy the keyring's key
     */
    record Keys(UUID primary, Set<UUID> all, String wrappedBy) {
        Keys wrappedBy(String key) {
            return new Keys(primary, all, key);
        }
    }

    /** @param keyset of all tenants */
    SimulatedKeys(SimulatedTime time, Keyset keyset) {
        this.time = time;
        this.keyset = keyset;
    }

    final Keys of(String tenant) {
        return tenants.computeIfAbsent(tenant, none -> alone(fresh(), FORMER));
    }

    private static Keys alone(UUID key, String wrappedBy) {
        return new Keys(key, Set.of(key), wrappedBy);
    }

    /** Whose keysets there are. */
    final List<String> owners() {
        return List.copyOf(tenants.keySet());
    }

    /** A new owner's keyset is stored. */
    final void make(String owner, String wrappedBy) {
        tenants.put(owner, alone(fresh(), wrappedBy));
        time.log("keys %s is made, wrapped by %s", owner, wrappedBy);
    }

    final boolean isWrapping(String key) {
        return tenants.values().stream().anyMatch(keys -> keys.wrappedBy().equals(key));
    }

    /** Drawn aside: a run without rotations is the same run as before there were any. */
    private UUID fresh() {
        return new UUID(0, ++drawn);
    }

    /** As whoever is to seal reads it. */
    final TenantKeyset read(String tenant) {
        return new TenantKeyset(keyset, of(tenant).primary());
    }

    /** The same in a transaction, which holds the row until it has stored what it seals: {@link #release}. */
    UUID share(String tenant) {
        sealing.merge(tenant, 1, Integer::sum);
        return of(tenant).primary();
    }

    void release(String tenant) {
        sealing.computeIfPresent(tenant, (same, holders) -> holders == 1 ? null : (Integer) (holders - 1));
    }

    /** Whether whoever changes the row has to wait. */
    boolean isShared(String tenant) {
        return sealing.containsKey(tenant);
    }

    /** R1. */
    void add(String tenant, String wrappedBy) {
        Keys before = of(tenant);
        Set<UUID> all = new HashSet<>(before.all());
        UUID primary = fresh();
        all.add(primary);
        tenants.put(tenant, new Keys(primary, all, wrappedBy));
        time.log("keys %s gets %s", tenant, primary);
    }

    /** R3. @return whether all keys but the primary one have left */
    boolean remove(String tenant, String wrappedBy, SimulatedRows rows, SimulatedImports imports) {
        if (isUsed(tenant, rows, imports)) {
            return false;
        }
        tenants.put(tenant, alone(of(tenant).primary(), wrappedBy));
        time.log("keys %s has only %s", tenant, of(tenant).primary());
        judge(tenant, rows, imports);
        return true;
    }

    /** Whether anything is sealed under a key that is not the primary one. */
    boolean isUsed(String tenant, SimulatedRows rows, SimulatedImports imports) {
        UUID primary = of(tenant).primary();
        return sealedUnder(tenant, rows, imports).stream().anyMatch(key -> !key.equals(primary));
    }

    /** A batch of a rewrap: the same keys, wrapped by another one, where nothing has changed since they were read. */
    void rewrap(String tenant, Keys read, String by) {
        if (of(tenant).equals(read)) {
            write(tenant, read.wrappedBy(by));
        }
    }

    /** I20, of a rewrap: it changes no key. */
    final void write(String tenant, Keys keys) {
        if (!of(tenant).wrappedBy(keys.wrappedBy()).equals(keys)) {
            time.violation("I20: a rewrap puts %s in place of %s".formatted(keys, of(tenant)));
        }
        tenants.put(tenant, keys);
    }

    private static Set<UUID> sealedUnder(String tenant, SimulatedRows rows, SimulatedImports imports) {
        Set<UUID> keys = new HashSet<>();
        rows.all().values().stream()
                .filter(row -> row.id.tenant().equals(tenant))
                .forEach(row -> {
                    add(keys, row);
                    add(keys, row.pending);
                });
        imports.all().values().stream()
                .filter(row -> row.id.tenant().equals(tenant))
                .forEach(row -> add(keys, row));
        return keys;
    }

    private static void add(Set<UUID> keys, @Nullable SimulatedRow row) {
        if (row != null && row.sealedUnder != null) {
            keys.add(row.sealedUnder);
        }
    }

    /** I18: whatever is sealed opens. */
    final void judge(String tenant, SimulatedRows rows, SimulatedImports imports) {
        sealedUnder(tenant, rows, imports).stream()
                .filter(key -> !of(tenant).all().contains(key))
                .forEach(key ->
                        time.violation("I18: what is sealed under %s of %s does not open".formatted(key, tenant)));
    }

    /** I18, of a row that has just been written. */
    final void judge(SimulatedRow row) {
        UUID key = row.sealedUnder;
        if (key != null && !of(row.id.tenant()).all().contains(key)) {
            time.violation("I18: %s is sealed under %s, which has left".formatted(row, key));
        }
    }

    /** I19: once everything works, every keyset has one key. */
    final void judgeEnd() {
        tenants.forEach((tenant, keys) -> {
            if (keys.all().size() > 1) {
                time.violation("I19: %s still has %s".formatted(tenant, keys));
            }
        });
    }
}
