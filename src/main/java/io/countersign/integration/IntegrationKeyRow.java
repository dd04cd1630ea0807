package io.countersign.integration;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The row of an integration's wrapped keyset. It goes with its integration. */
@Entity
@Table(name = "integration_key")
class IntegrationKeyRow {
    @Id
    String integration;

    byte[] wrapped;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected IntegrationKeyRow() {}

    IntegrationKeyRow(String integration, byte[] wrapped) {
        this.integration = integration;
        this.wrapped = wrapped;
    }
}
