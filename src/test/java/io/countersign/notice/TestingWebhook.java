package io.countersign.notice;

import static io.countersign.TestingCaller.operator;

import io.countersign.TestingSql;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A webhook of a test's own, over the API of the running application. */
final class TestingWebhook {
    static final String URL = "https://hooks.example.com/in?key=opens-the-door";

    private final String name = "hook-" + UUID.randomUUID().toString().substring(0, 13);

    /** Puts one that is told of everything, but for what is given. */
    static TestingWebhook put(Map<String, Object> settings) {
        TestingWebhook webhook = new TestingWebhook();
        webhook.change(settings).statusCode(201);
        return webhook;
    }

    /** Whosever they are. */
    static void forgetAll() {
        TestingSql.run("DELETE FROM webhook");
    }

    ValidatableResponse change(Map<String, Object> settings) {
        return operator().body(body(settings)).put(path()).then();
    }

    static Map<String, Object> body(Map<String, Object> settings) {
        Map<String, Object> body = new HashMap<>(Map.of("url", URL));
        body.putAll(settings);
        return body;
    }

    String name() {
        return name;
    }

    String path() {
        return "/v1/webhooks/" + name;
    }

    ValidatableResponse view() {
        return operator().get(path()).then().statusCode(200);
    }

    UUID uuid() {
        return TestingSql.value(UUID.class, "SELECT uuid FROM webhook WHERE name = ?", name);
    }

    /** As an attempt meets it, or met one of that uuid, at the address of all of these. */
    static Receiver met(UUID uuid) {
        return new Receiver(uuid, "met", URI.create(URL), List.of(), new Coverage(Set.of("*"), Set.of("*")), false);
    }

    /** Writes into its row past the vault. */
    void tamper(String assignment) {
        TestingSql.run("UPDATE webhook SET " + assignment + " WHERE name = ?", name);
    }

    /** The types of its events, oldest first. */
    List<String> events() {
        return TestingSql.rows(
                row -> row.getString(1),
                "SELECT type FROM audit_event WHERE details ->> 'webhook' = ? ORDER BY id",
                name);
    }

    /** What its last event of that type has under that name. */
    @Nullable
    String detail(String type, String detail) {
        return TestingSql.text(
                "SELECT details ->> ? FROM audit_event WHERE details ->> 'webhook' = ? AND type = ?"
                        + " ORDER BY id DESC LIMIT 1",
                detail,
                name,
                type);
    }
}
