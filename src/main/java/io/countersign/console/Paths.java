package io.countersign.console;

import io.countersign.connection.ConnectionState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The addresses of the console's pages. What is put into them is encoded, whatever it is. */
final class Paths {
    private static final String ROOT = ConsolePaths.ROOT;
    private static final String DELETION = "/deletion";

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

    static String newConnection(String tenant) {
        return ROOT + "/new-connection/" + encoded(tenant);
    }

    static String newIntegration() {
        return ROOT + "/new-integration";
    }

    static String newCaller() {
        return ROOT + "/new-caller";
    }

    static String displayName(String tenant) {
        return tenant(tenant) + "/display-name";
    }

    static String deletionOfTenant(String tenant) {
        return tenant(tenant) + "/deletion";
    }

    static String consentLinks(String tenant, String connection) {
        return connection(tenant, connection) + "/consent-links";
    }

    static String confirmation(String tenant, String connection) {
        return connection(tenant, connection) + "/confirmation";
    }

    static String retry(String tenant, String connection) {
        return connection(tenant, connection) + "/retry";
    }

    static String disconnection(String tenant, String connection) {
        return connection(tenant, connection) + "/disconnection";
    }

    static String rewrap() {
        return Menu.KEYRING.href() + "/rewrap";
    }

    static String integration(String integration) {
        return ROOT + "/integrations/" + encoded(integration);
    }

    static String settings(String integration) {
        return integration(integration) + "/settings";
    }

    static String deletionOfIntegration(String integration) {
        return integration(integration) + DELETION;
    }

    static String clientSecrets(String integration) {
        return integration(integration) + "/client-secrets";
    }

    static String deletionOfClientSecret(String integration, String id) {
        return clientSecrets(integration) + "/" + encoded(id) + DELETION;
    }

    static String rsaKeys(String integration) {
        return integration(integration) + "/rsa-keys";
    }

    static String deletionOfRsaKey(String integration, String id) {
        return rsaKeys(integration) + "/" + encoded(id) + DELETION;
    }

    static String caller(String caller) {
        return ROOT + "/callers/" + encoded(caller);
    }

    static String deletionOfCaller(String caller) {
        return caller(caller) + DELETION;
    }

    static String grants(String caller) {
        return caller(caller) + "/grants";
    }

    /** @param position of the grant among the caller's, from 0 on */
    static String deletionOfGrant(String caller, int position) {
        return grants(caller) + "/" + position + DELETION;
    }

    static String apiKeys(String caller) {
        return caller(caller) + "/api-keys";
    }

    static String deletionOfApiKey(String caller, String id) {
        return apiKeys(caller) + "/" + encoded(id) + DELETION;
    }

    static String retirement(String key) {
        return Menu.KEYRING.href() + "/" + encoded(key) + "/retirement";
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

    static String deletionOfWebhook(String webhook) {
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
