package io.countersign.console;

import io.countersign.connection.ConnectionState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The addresses of the console's pages. What is put into them is encoded, whatever it is. */
final class Paths {
    private static final String ROOT = ConsolePaths.ROOT;

    private Paths() {}

    static String tenant(String tenant) {
        return ROOT + "/tenants/" + encoded(tenant);
    }

    static String newTenant() {
        return ROOT + "/new-tenant";
    }

    static String connectionsOf(String tenant) {
        return tenant(tenant) + "/connections";
    }

    static String connection(String tenant, String connection) {
        return connectionsOf(tenant) + "/" + encoded(connection);
    }

    static String rewrap() {
        return Menu.KEYRING.href() + "/rewrap";
    }

    static String integration(String integration) {
        return ROOT + "/integrations/" + encoded(integration);
    }

    static String caller(String caller) {
        return ROOT + "/callers/" + encoded(caller);
    }

    static String newWebhook() {
        return ROOT + "/new-webhook";
    }

    static String webhook(String webhook) {
        return Menu.WEBHOOKS.href() + "/" + encoded(webhook);
    }

    static String settingsOf(String webhook) {
        return webhook(webhook) + "/settings";
    }

    static String enablingOf(String webhook) {
        return webhook(webhook) + "/enabling";
    }

    static String testOf(String webhook) {
        return webhook(webhook) + "/test";
    }

    static String secretOf(String webhook) {
        return webhook(webhook) + "/secret";
    }

    static String deletionOf(String webhook) {
        return webhook(webhook) + "/deletion";
    }

    static String deliveriesTo(String webhook) {
        return webhook(webhook) + "/deliveries";
    }

    static String redelivery(String webhook, String delivery) {
        return deliveriesTo(webhook) + "/" + encoded(delivery) + "/redelivery";
    }

    static String batch(String id) {
        return ROOT + "/imports/" + encoded(id);
    }

    /** Those of all connections that are in that state. */
    static String inState(ConnectionState state) {
        return with(Menu.CONNECTIONS.href(), "state", state.wireName());
    }

    /** That address with a parameter more; as it is where there is no value. */
    static String with(String address, String name, @Nullable String value) {
        return value == null || value.isEmpty()
                ? address
                : address + (address.indexOf('?') < 0 ? '?' : '&') + name + "=" + encoded(value);
    }

    private static String encoded(String text) {
        // Of a form in a query; a space is %20 in a path too.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
