package io.countersign.caller;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The row of a caller. Its grants and keys stand in rows of their own. */
@Entity
@Table(name = "caller")
class CallerRow {
    @Id
    String name;

    @Column(name = "created_at", nullable = false, updatable = false)
    Instant createdAt;

    @Column(name = "updated_at", nullable = false)
    Instant updatedAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected CallerRow() {}

    CallerRow(String name, Instant now) {
        this.name = name;
        this.createdAt = now;
        this.updatedAt = now;
    }
}
