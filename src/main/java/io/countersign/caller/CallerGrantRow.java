package io.countersign.caller;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.hibernate.annotations.Immutable;

/** The row of what one grant says of one tenant. Grants are replaced all together, never changed. */
@Entity
@Immutable
@Table(name = "caller_grant")
@IdClass(CallerGrantRow.Key.class)
class CallerGrantRow {
    @Id
    String caller;

    @Id
    String tenant;

    @Id
    String connection;

    @Id
    int position;

    @Column(nullable = false, columnDefinition = "text[]")
    String[] permissions;

    /** The primary key. */
    record Key(String caller, String tenant, String connection, int position) implements Serializable {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected CallerGrantRow() {}
}
