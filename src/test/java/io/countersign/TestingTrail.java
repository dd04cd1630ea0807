package io.countersign;

import static io.countersign.TestingCaller.operator;

import java.util.List;
import java.util.Map;

/** The audit trail as callers read it. */
public final class TestingTrail {
    private TestingTrail() {}

    /** All events of a tenant, oldest first. */
    public static List<Map<String, Object>> of(String tenant) {
        return operator()
                .get("/v1/audit-events?limit=1000&tenant=" + tenant)
                .then()
                .statusCode(200)
                .extract()
                .path("items");
    }

    /** The types of a tenant's events, oldest first. */
    public static List<String> typesOf(String tenant) {
        return of(tenant).stream().map(event -> (String) event.get("type")).toList();
    }

    /** The {@code reason} in the last event of that type, or null. */
    @SuppressWarnings("unchecked") // The trail's details are an object.
    public static Object reason(String tenant, String type) {
        return of(tenant).stream()
                .filter(event -> event.get("type").equals(type))
                .reduce((earlier, later) -> later)
                .map(event -> ((Map<String, Object>) event.get("details")).get("reason"))
                .orElse(null);
    }
}
