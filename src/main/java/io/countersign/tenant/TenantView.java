package io.countersign.tenant;

import java.time.Instant;

/** A tenant as callers see it. */
record TenantView(String name, String displayName, Instant createdAt, Instant updatedAt) {

    static TenantView of(TenantRow row) {
        return new TenantView(row.name, row.displayName, row.createdAt, row.updatedAt);
    }
}
