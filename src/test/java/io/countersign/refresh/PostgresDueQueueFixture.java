package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.countersign.refresh.upkeep.DueQueue;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nothing else is due. */
final class PostgresDueQueueFixture extends PostgresFixture implements DueQueueFixture {
    PostgresDueQueueFixture() {
        rows.change("UPDATE connection_token SET due_at = NULL");
        due("default", Duration.ofSeconds(-1));
    }

    private @Nullable Duration until(String name, String column) {
        String millis = column(
                name,
                "CASE WHEN " + column + " > clock_timestamp()" + " THEN (extract(epoch FROM " + column
                        + " - clock_timestamp()) * 1000)::bigint END");
        return millis == null ? null : Duration.ofMillis(Long.parseLong(millis));
    }

    private static String in(Duration duration) {
        return "clock_timestamp() + interval '" + duration.toMillis() + " milliseconds'";
    }

    @Override
    public DueQueue queue() {
        return bean(DueQueue.class);
    }

    @Override
    public void connections(int count) {
        rows.change("""
                INSERT INTO connection (tenant, name, uuid, integration, grant_type)
                SELECT tenant, 'more-' || n, gen_random_uuid(), integration, grant_type
                FROM connection, generate_series(1, ?) n WHERE tenant = ?
                """, count, tenant.tenant());
        rows.change("""
                INSERT INTO connection_token (tenant, connection, uuid, integration, state, generation, access_token,
                    refresh_token,
                    scopes, access_expires_at, refresh_expires_at, due_at)
                SELECT c.tenant, c.name, c.uuid, t.integration, t.state, 1, t.access_token, t.refresh_token,
                    t.scopes, t.access_expires_at, t.refresh_expires_at,
                        t.due_at - make_interval(secs => substr(c.name, 6)::int)
                FROM connection c JOIN connection_token t ON t.tenant = c.tenant AND t.connection = 'default'
                WHERE c.tenant = ? AND c.name <> 'default'
                """, tenant.tenant());
    }

    @Override
    public Target target(String name) {
        return new Target(id(name), integration(), Long.parseLong(column(name, "generation")));
    }

    @Override
    public Row row(String name) {
        return new Row(
                until(name, "due_at"),
                until(name, "lease_until"),
                until(name, "held_until"),
                Integer.parseInt(column(name, "failures")));
    }

    @Override
    public void due(String name, @Nullable Duration in) {
        set(name, "due_at = " + (in == null ? "NULL" : in(in)));
    }

    @Override
    public void state(String name, String state, @Nullable ConsentReason reason) {
        set(
                name,
                "state = '%s', reason = %s".formatted(state, reason == null ? "NULL" : "'" + reason.wireName() + "'"));
    }

    @Override
    public void close(String name, Duration duration, int failures, boolean owned, boolean unsure) {
        set(
                name,
                "lease_until = %s, failures = %d, lease_owner = %s, unsure = %s"
                        .formatted(in(duration), failures, owned ? "gen_random_uuid()" : "NULL", unsure));
    }

    @Override
    public void hold(String name, Duration duration) {
        set(name, "held_until = %s, due_at = %s".formatted(in(duration), in(duration)));
    }

    @Override
    public void count(String name) {
        set(name, "generation = generation + 1");
    }

    @Override
    public void replace(String name, Duration in) {
        set(name, "uuid = gen_random_uuid(), due_at = " + in(in));
    }

    @Override
    public void refreshTokenLasts(String name, Duration left) {
        set(name, "refresh_expires_at = " + in(left));
    }

    @Override
    public List<String> warnings(String name) {
        String all = rows.value("""
                SELECT string_agg(details ->> 'days', ',' ORDER BY id) FROM audit_event
                WHERE type = 'connection.expiring' AND tenant = ? AND connection = ?
                """, tenant.tenant(), name);
        return all == null ? List.of() : List.of(all.split(","));
    }
}
