package io.countersign.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Map;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * The row of an event, for writing within a Panache transaction. The database fills in when, in which era and
 * transaction.
 */
@Entity
@Immutable
@Table(name = "audit_event")
class AuditEventRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Long id;

    @Column(nullable = false)
    String type;

    @Column(nullable = false)
    String actor;

    @Nullable
    String tenant;

    @Nullable
    String connection;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> details;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected AuditEventRow() {}

    AuditEventRow(AuditEvent event) {
        type = event.type();
        actor = event.actor();
        tenant = event.tenant();
        connection = event.connection();
        details = event.details();
    }
}
