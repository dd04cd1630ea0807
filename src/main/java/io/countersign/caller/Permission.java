package io.countersign.caller;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** What a caller can be allowed to do. Managing includes reading of the same kind. */
public enum Permission {
    TOKEN_ISSUE("token:issue", true),
    CONNECTION_READ("connection:read", true),
    CONNECTION_MANAGE("connection:manage", true),
    TENANT_READ("tenant:read", true),
    TENANT_MANAGE("tenant:manage", true),
    INTEGRATION_READ("integration:read", false),
    INTEGRATION_MANAGE("integration:manage", false),
    /** Whoever manages callers can make one that may do anything: it amounts to all permissions on all tenants. */
    CALLER_MANAGE("caller:manage", false),
    AUDIT_READ("audit:read", true),
    KEYRING_READ("keyring:read", false),
    KEYRING_MANAGE("keyring:manage", false),
    WEBHOOK_MANAGE("webhook:manage", false);

    /** Which there are, to follow the name of a field. */
    static final String RULE = "must be one of token:issue, connection:read, connection:manage, tenant:read,"
            + " tenant:manage, integration:read, integration:manage, caller:manage, audit:read, keyring:read,"
            + " keyring:manage, webhook:manage";

    private final String text;
    private final boolean ofOneTenant;

    Permission(String text, boolean ofOneTenant) {
        this.text = text;
        this.ofOneTenant = ofOneTenant;
    }

    /** The permission of that name, as on the wire and in the database; empty for an unknown one. */
    public static Optional<Permission> named(String text) {
        return Arrays.stream(values())
                .filter(permission -> permission.text.equals(text))
                .findFirst();
    }

    /**
     * Whether it can be held for single tenants. The others are about things that belong to no tenant, need a grant for
     * all and make no tenant visible.
     */
    boolean isOfOneTenant() {
        return ofOneTenant;
    }

    /** Whether it is about a connection, and can be held for single ones. */
    boolean isOfOneConnection() {
        return this == TOKEN_ISSUE || this == CONNECTION_READ || this == CONNECTION_MANAGE;
    }

    /** Whether holding this one is enough where the other is asked for. */
    boolean includes(Permission other) {
        return this == other
                || (this == CONNECTION_MANAGE && other == CONNECTION_READ)
                || (this == TENANT_MANAGE && other == TENANT_READ)
                || (this == INTEGRATION_MANAGE && other == INTEGRATION_READ)
                || (this == KEYRING_MANAGE && other == KEYRING_READ);
    }

    /** The name on the wire and in the database. */
    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
