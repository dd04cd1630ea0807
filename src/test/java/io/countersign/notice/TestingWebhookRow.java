package io.countersign.notice;

import io.countersign.TestingSql;
import java.util.UUID;

/** Rows of webhooks that nothing vouches for: enough for whoever only follows the trail or claims. */
final class TestingWebhookRow {
    private TestingWebhookRow() {}

    /** A webhook for these tenants and all events; answers its uuid. */
    static UUID make(String... tenants) {
        return make(new String[] {"*"}, tenants);
    }

    static UUID make(String[] events, String... tenants) {
        UUID uuid = UUID.randomUUID();
        TestingSql.run(
                "INSERT INTO webhook (name, uuid, url, events, tenants, consent_links, secret, mac)"
                        + " VALUES (?, ?, 'https://example.com', string_to_array(?, ','), string_to_array(?, ','),"
                        + " false, 's', decode(repeat('00', 33), 'hex'))",
                "w" + uuid,
                uuid,
                String.join(",", events),
                String.join(",", tenants));
        return uuid;
    }
}
