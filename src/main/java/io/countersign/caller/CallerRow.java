package io.countersign.caller;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The row of a caller. The database fills in the times. Its grants and keys stand in rows of their own. */
@Entity
@Table(name = "caller")
class CallerRow {
    @Id
    String name;

    @Column(name = "created_at", insertable = false, updatable = false)
    Instant createdAt;

    @Column(name = "updated_at", insertable = false)
    Instant updatedAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected CallerRow() {}
}
