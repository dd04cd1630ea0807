package io.countersign.tenant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The row of a tenant. The database fills in when it was created. */
@Entity
@Table(name = "tenant")
class TenantRow {
    @Id
    String name;

    @Column(name = "display_name")
    String displayName;

    @Column(name = "created_at", insertable = false, updatable = false)
    Instant createdAt;

    @Column(name = "updated_at", insertable = false)
    Instant updatedAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected TenantRow() {}
}
