package io.countersign.tenant;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The row of a tenant's wrapped keyset. It goes with its tenant. */
@Entity
@Table(name = "tenant_key")
class TenantKeyRow {
    @Id
    String tenant;

    byte[] wrapped;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected TenantKeyRow() {}

    TenantKeyRow(String tenant, byte[] wrapped) {
        this.tenant = tenant;
        this.wrapped = wrapped;
    }
}
