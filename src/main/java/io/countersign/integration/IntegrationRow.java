package io.countersign.integration;

import io.countersign.docusign.Environment;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** The row of an integration. The database fills in when it was created. */
@Entity
@Table(name = "integration")
class IntegrationRow {
    @Id
    String name;

    String environment;

    @Column(name = "integration_key")
    String integrationKey;

    String[] scopes;

    @Column(name = "secrets_version", insertable = false)
    long secretsVersion;

    @Column(name = "created_at", insertable = false, updatable = false)
    Instant createdAt;

    @Column(name = "updated_at", insertable = false)
    Instant updatedAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected IntegrationRow() {}

    Environment environment() {
        return Environment.named(environment).orElseThrow();
    }

    /** Whether this is the same app registration at DocuSign, so that the client secrets go with it. */
    boolean isRegistered(RegisteredApp app) {
        return environment.equals(app.environment().wireName())
                && integrationKey.equalsIgnoreCase(app.integrationKey());
    }

    void become(RegisteredApp app, Instant now) {
        environment = app.environment().wireName();
        integrationKey = app.integrationKey();
        scopes = app.scopes().toArray(String[]::new);
        updatedAt = now;
    }

    boolean hasScopes(List<String> others) {
        return List.of(scopes).equals(others);
    }
}
