package io.countersign.caller;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** The row of an API key: its hash, not the key. */
@Entity
@Immutable
@Table(name = "caller_key")
class ApiKeyRow {
    @Id
    String id;

    @Column(nullable = false)
    String caller;

    @Column(nullable = false)
    byte[] hash;

    @Column(name = "created_at", nullable = false)
    Instant createdAt;

    @Column(name = "expires_at", nullable = false)
    Instant expiresAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected ApiKeyRow() {}

    ApiKeyRow(ApiKey key, String caller, Instant now, Instant expiresAt) {
        this.id = key.id();
        this.caller = caller;
        this.hash = key.hash();
        this.createdAt = now;
        this.expiresAt = expiresAt;
    }
}
