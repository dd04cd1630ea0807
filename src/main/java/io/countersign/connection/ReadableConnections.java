package io.countersign.connection;

import io.quarkus.security.identity.SecurityIdentity;
import java.util.Set;
import java.util.stream.Collectors;

/** Which connections a caller may read. */
public sealed interface ReadableConnections {

    /** Every one. */
    record All() implements ReadableConnections {}

    /** Those of these tenants, as far as they exist. */
    record OfTenants(Set<String> tenants) implements ReadableConnections {
        /** Copies the names. */
        public OfTenants {
            tenants = Set.copyOf(tenants);
        }
    }

    /** Those that these cover, as far as they exist. */
    record Of(Set<Place> places) implements ReadableConnections {
        /** Copies the places. */
        public Of {
            places = Set.copyOf(places);
        }
    }

    /**
     * Some connections.
     *
     * @param tenant a name, or {@link #ANY}
     * @param connection a name, or {@link #ANY}
     */
    record Place(String tenant, String connection) {
        static final String ANY = "*";

        boolean isOf(String name) {
            return tenant.equals(ANY) || tenant.equals(name);
        }

        boolean isWholeTenant() {
            return connection.equals(ANY);
        }
    }

    /** Those of an authenticated caller. */
    static ReadableConnections of(SecurityIdentity identity) {
        Set<Place> places = places(identity);
        if (places.contains(new Place(Place.ANY, Place.ANY))) {
            return new All();
        }
        return places.stream().allMatch(Place::isWholeTenant)
                ? new OfTenants(places.stream().map(Place::tenant).collect(Collectors.toSet()))
                : new Of(places);
    }

    /** Those of one tenant; as empty as the caller's grants are. */
    static ReadableConnections of(SecurityIdentity identity, String tenant) {
        Set<Place> ofTenant = places(identity).stream()
                .filter(place -> place.isOf(tenant))
                .map(place -> new Place(tenant, place.connection()))
                .collect(Collectors.toSet());
        return ofTenant.contains(new Place(tenant, Place.ANY)) ? new OfTenants(Set.of(tenant)) : new Of(ofTenant);
    }

    /**
     * As they stand in the attribute of the identity: a set of strings, each a tenant's name, a slash and a
     * connection's, with {@link Place#ANY} for all of either.
     */
    private static Set<Place> places(SecurityIdentity identity) {
        Set<String> texts = identity.getAttribute("countersign.readable-connections");
        return texts == null
                ? Set.of()
                : texts.stream()
                        .map(text -> text.split("/", 2))
                        .map(parts -> new Place(parts[0], parts[1]))
                        .collect(Collectors.toSet());
    }
}
