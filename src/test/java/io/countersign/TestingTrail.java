package io.countersign;

import static io.countersign.TestingCaller.operator;

import java.util.List;
import java.util.Map;

/** The audit trail as callers read it. */
public final class TestingTrail {
    private TestingTrail() {}

    /** All events of a tenant, oldest first. */
    public static List<Map<String, Object>> of(String tenant) {
        settle();
        return operator()
                .get("/v1/audit-events?limit=1000&tenant=" + tenant)
                .then()
                .statusCode(200)
                .extract()
                .path("items");
    }

    /**
     * Waits until the trail shows all that is recorded: it holds events back while an older transaction runs, be it
     * PostgreSQL's own.
     */
    public static void settle() {
        TestingWait.until("the trail shows everything", () -> TestingSql.value(Boolean.class, """
                        SELECT NOT EXISTS (SELECT FROM audit_event
                            WHERE era = audit_era() AND transaction >= pg_snapshot_xmin(pg_current_snapshot()))
                        """));
    }

    /** The types of a tenant's events, oldest first. */
    public static List<String> typesOf(String tenant) {
        return of(tenant).stream().map(event -> (String) event.get("type")).toList();
    }

    /** The types of what the operator did to a caller, oldest first. */
    public static List<String> typesOfCaller(String caller) {
        return TestingSql.rows(
                row -> row.getString(1),
                "SELECT type FROM audit_event WHERE details ->> 'caller' = ? AND actor = 'caller:bootstrap'"
                        + " ORDER BY id",
                caller);
    }

    /** The {@code reason} in the last event of that type, or null. */
    public static Object reason(String tenant, String type) {
        return detail(tenant, type, "reason");
    }

    /** What the last event of that type has under that name in its details, or null. */
    @SuppressWarnings("unchecked") // The trail's details are an object.
    public static Object detail(String tenant, String type, String name) {
        return of(tenant).stream()
                .filter(event -> event.get("type").equals(type))
                .reduce((earlier, later) -> later)
                .map(event -> ((Map<String, Object>) event.get("details")).get(name))
                .orElse(null);
    }
}
