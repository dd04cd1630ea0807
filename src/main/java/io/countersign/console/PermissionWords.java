package io.countersign.console;

import io.countersign.caller.Permission;
import java.util.List;
import java.util.stream.Stream;

/** The permissions in the words of people who tick them. */
enum PermissionWords {
    CONNECTIONS("Permissions on connections"),
    TENANTS("Permissions on tenants"),
    WHOLE("Permissions on what belongs to no tenant (for * only)");

    private final String label;

    PermissionWords(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** Those of this group, none of them ticked. */
    List<Form.Option> options() {
        return Stream.of(Permission.values())
                .filter(permission -> groupOf(permission) == this)
                .map(permission -> new Form.Option(permission.toString(), permission + " – " + of(permission), false))
                .toList();
    }

    private static PermissionWords groupOf(Permission permission) {
        return switch (permission) {
            case TOKEN_ISSUE, CONNECTION_READ, CONNECTION_MANAGE -> CONNECTIONS;
            case TENANT_READ, TENANT_MANAGE, AUDIT_READ -> TENANTS;
            case INTEGRATION_READ, INTEGRATION_MANAGE, CALLER_MANAGE, KEYRING_READ, KEYRING_MANAGE, WEBHOOK_MANAGE ->
                WHOLE;
        };
    }

    private static String of(Permission permission) {
        return switch (permission) {
            case TOKEN_ISSUE -> "get access tokens, which act at DocuSign for whoever consented";
            case CONNECTION_READ -> "see connections and their state";
            case CONNECTION_MANAGE -> "make, change and disconnect connections, ask for consents and confirm them";
            case TENANT_READ -> "see tenants";
            case TENANT_MANAGE -> "make, change and delete tenants";
            case AUDIT_READ -> "read the audit trail";
            case INTEGRATION_READ -> "see integrations";
            case INTEGRATION_MANAGE -> "make, change and delete integrations, with their secrets and keys";
            case CALLER_MANAGE -> "manage callers: whoever may do that can give itself everything else";
            case KEYRING_READ -> "see the keyring";
            case KEYRING_MANAGE -> "rewrap, retire keys, and exchange the keys of tenants";
            case WEBHOOK_MANAGE -> "manage webhooks, which hear of what happens in the vault";
        };
    }
}
