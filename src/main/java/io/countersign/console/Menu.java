package io.countersign.console;

import io.countersign.caller.HeldPermissions;
import io.countersign.caller.Permission;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The console's menu. It holds what the caller may open, and nothing else. */
enum Menu {
    OVERVIEW("Overview", "", may -> true),
    START("First steps", "/start", may -> may.everywhere(Permission.INTEGRATION_MANAGE)),
    TENANTS("Tenants", "/tenants", may -> may.anywhere(Permission.TENANT_READ)),
    CONNECTIONS("Connections", "/connections", may -> may.anywhere(Permission.CONNECTION_READ)),
    INTEGRATIONS("Integrations", "/integrations", may -> may.everywhere(Permission.INTEGRATION_READ)),
    CALLERS("Callers", "/callers", may -> may.everywhere(Permission.CALLER_MANAGE)),
    WEBHOOKS("Webhooks", "/webhooks", may -> may.everywhere(Permission.WEBHOOK_MANAGE)),
    IMPORTS(
            "Imports",
            "/imports",
            may -> may.everywhere(Permission.TENANT_MANAGE) && may.everywhere(Permission.CONNECTION_MANAGE)),
    KEYRING("Keyring", "/keyring", may -> may.everywhere(Permission.KEYRING_READ)),
    AUDIT("Audit trail", "/audit", may -> may.everywhere(Permission.AUDIT_READ));

    private final String label;
    private final String path;
    private final Predicate<HeldPermissions> opens;

    Menu(String label, String path, Predicate<HeldPermissions> opens) {
        this.label = label;
        this.path = path;
        this.opens = opens;
    }

    /** Where it leads. */
    String href() {
        return ConsolePaths.ROOT + path;
    }

    /** As a link. */
    Link link() {
        return new Link(label, href());
    }

    /** Whether whoever holds these may open it. */
    boolean opensFor(HeldPermissions may) {
        return opens.test(may);
    }

    /** The entries for whoever holds these, on the page of that path. */
    static List<Frame.Item> of(HeldPermissions may, String path) {
        return Stream.of(values())
                .filter(item -> item.opensFor(may))
                .map(item -> new Frame.Item(item.label, item.href(), item.covers(path)))
                .toList();
    }

    private boolean covers(String page) {
        return page.equals(href()) || (this != OVERVIEW && page.startsWith(href() + "/"));
    }
}
