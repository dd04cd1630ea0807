package io.countersign.integration;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The row of a sealed client secret. It goes with its integration. */
@Entity
@Table(name = "integration_secret")
class ClientSecretRow {
    /** Random, so it needs no integration beside it to be unique. */
    @Id
    UUID id;

    @Column(updatable = false)
    String integration;

    @Column(updatable = false)
    byte[] sealed;

    /** Set by the database, and known once the row was read again. */
    @SuppressWarnings("NullAway.Init")
    @Column(name = "created_at", insertable = false, updatable = false)
    Instant createdAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected ClientSecretRow() {}

    /** When it was created is not known before it was. */
    @SuppressWarnings("NullAway.Init")
    ClientSecretRow(String integration, UUID id, byte[] sealed) {
        this.integration = integration;
        this.id = id;
        this.sealed = sealed;
    }
}
