package io.countersign.tenant;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;

/** A tenant as callers see it. */
public record TenantView(String name, String displayName, Instant createdAt, Instant updatedAt) {

    static TenantView of(TenantRow row) {
        return new TenantView(row.name, row.displayName, row.createdAt, row.updatedAt);
    }

    static TenantView of(Row row) {
        return new TenantView(
                row.getString("name"),
                row.getString("display_name"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
