package io.countersign.caller;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A caller's grant as it stands in its rows.
 *
 * @param rows of one position, never empty
 */
record StoredGrant(List<CallerGrantRow> rows) {

    StoredGrant {
        rows = List.copyOf(rows);
    }

    /** Those of one caller, in the order in which they were put. */
    static List<StoredGrant> of(List<CallerGrantRow> ofCaller) {
        Map<Integer, List<CallerGrantRow>> byPosition = new TreeMap<>();
        ofCaller.forEach(row -> byPosition
                .computeIfAbsent(row.position(), position -> new ArrayList<>())
                .add(row));
        return byPosition.values().stream().map(StoredGrant::new).toList();
    }

    /** Of the tenants that are left of it. */
    Set<String> tenants() {
        return rows.stream().map(CallerGrantRow::tenant).collect(Collectors.toUnmodifiableSet());
    }

    Set<String> connections() {
        return rows.stream().map(CallerGrantRow::connection).collect(Collectors.toUnmodifiableSet());
    }

    /** In the order of the catalogue, also those that only a newer release knows. */
    List<String> permissionNames() {
        return rows.getFirst().permissions();
    }

    /** Whether putting that grant would store the same again. */
    boolean is(Grant wanted) {
        return wanted.tenants().equals(tenants())
                && wanted.connections().equals(connections())
                && wanted.permissionNames().equals(permissionNames())
                && rows.size() == wanted.places();
    }

    /** What it allows: a name that a newer release wrote grants nothing here. */
    Grant grant() {
        Set<Permission> known = EnumSet.noneOf(Permission.class);
        permissionNames().forEach(name -> Permission.named(name).ifPresent(known::add));
        return new Grant(tenants(), connections(), known);
    }
}
