package io.countersign.connection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The condition in SQL that a connection may be read. It wants {@link #tenants} as parameter 1 and {@link #connections}
 * as parameter 2, and looks at both in each of its forms, so that one statement has the same parameters in all of them.
 */
record ReadableCondition(ReadableConnections readable, List<ReadableConnections.Place> places) {

    static ReadableCondition of(ReadableConnections readable) {
        return new ReadableCondition(
                readable,
                switch (readable) {
                    case ReadableConnections.All all -> List.of();
                    case ReadableConnections.OfTenants whole -> List.of();
                    case ReadableConnections.Of of -> List.copyOf(of.places());
                });
    }

    /** That this column holds a tenant's name and that one a connection's, and that one may be read. */
    String on(String tenant, String connection) {
        return switch (readable) {
            case ReadableConnections.All all -> "$1::text[] IS NULL AND $2::text[] IS NULL";
            case ReadableConnections.OfTenants whole -> tenant + " = ANY ($1::text[]) AND $2::text[] IS NULL";
            case ReadableConnections.Of of ->
                "EXISTS (SELECT FROM unnest($1::text[], $2::text[]) AS r (tenant, connection) WHERE r.tenant IN ('*', "
                        + tenant + ") AND r.connection IN ('*', " + connection + "))";
        };
    }

    String @Nullable [] tenants() {
        return switch (readable) {
            case ReadableConnections.All all -> null;
            case ReadableConnections.OfTenants whole -> whole.tenants().toArray(String[]::new);
            case ReadableConnections.Of of ->
                places.stream().map(ReadableConnections.Place::tenant).toArray(String[]::new);
        };
    }

    /** Place by place beside {@link #tenants}. */
    String @Nullable [] connections() {
        return switch (readable) {
            case ReadableConnections.All all -> null;
            case ReadableConnections.OfTenants whole -> null;
            case ReadableConnections.Of of ->
                places.stream().map(ReadableConnections.Place::connection).toArray(String[]::new);
        };
    }
}
