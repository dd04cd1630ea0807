package io.countersign.caller;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.hibernate.annotations.Immutable;

/** The row of one grant. Grants are replaced all together, never changed. */
@Entity
@Immutable
@Table(name = "caller_grant")
@IdClass(CallerGrantRow.Key.class)
class CallerGrantRow {
    @Id
    String caller;

    @Id
    int position;

    @Column(nullable = false, columnDefinition = "text[]")
    String[] tenants;

    @Column(nullable = false, columnDefinition = "text[]")
    String[] permissions;

    /** The primary key: the caller and the grant's place among its grants. */
    record Key(String caller, int position) implements Serializable {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected CallerGrantRow() {}

    CallerGrantRow(String caller, int position, String[] tenants, String[] permissions) {
        this.caller = caller;
        this.position = position;
        this.tenants = tenants;
        this.permissions = permissions;
    }
}
