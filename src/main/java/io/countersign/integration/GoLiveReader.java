package io.countersign.integration;

import io.countersign.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads what is known of an integration's way to production, all of one moment. */
@ApplicationScoped
public class GoLiveReader {
    private final Pool pool;
    private final PublicUrl publicUrl;

    GoLiveReader(Pool pool, PublicUrl publicUrl) {
        this.pool = pool;
        this.publicUrl = publicUrl;
    }

    /** What the integration still lacks to work in production. Fails with a 404 problem where there is none. */
    public Uni<GoLiveView> check(String integration) {
        return find(integration)
                .map(facts -> GoLiveView.of(
                        GoLive.judge(facts.orElseThrow(() -> Problem.notFound().toException()))));
    }

    /** One row for each twin, at least one. Empty where there is no such integration. */
    Uni<Optional<GoLiveFacts>> find(String integration) {
        return pool.preparedQuery("""
                        SELECT i.*, s.registered AS secrets, s.worked AS secrets_worked,
                               r.registered AS rsa_keys, r.worked AS rsa_keys_worked,
                               u.exchanging, u.asserting, u.brief, u.consented,
                               (SELECT f.reason FROM integration_flag f WHERE f.integration = i.name
                                ORDER BY f.since, f.reason LIMIT 1) AS flag,
                               w.name AS twin, w.integration_key AS twin_integration_key,
                               w.environment AS twin_environment, w.client_type AS twin_client_type,
                               w.scopes AS twin_scopes, coalesce(w.display_name, w.name) AS twin_display_name,
                               w.tenant AS twin_tenant,
                               (SELECT count(*) FROM integration_rsa_key k WHERE k.integration = w.name)
                                 AS twin_rsa_keys
                        FROM (SELECT name, environment, integration_key, client_type, scopes,
                                     coalesce(display_name, name) AS display_name, tenant
                              FROM integration WHERE name = $1) AS i
                        CROSS JOIN LATERAL (
                          SELECT count(*) AS registered, count(worked_at) AS worked
                          FROM integration_secret WHERE integration = i.name) AS s
                        CROSS JOIN LATERAL (
                          SELECT count(*) AS registered, count(worked_at) AS worked
                          FROM integration_rsa_key WHERE integration = i.name) AS r
                        CROSS JOIN LATERAL (
                          SELECT count(*) FILTER (WHERE t.state <> 'disconnected'
                                   AND (c.grant_type = 'authorization_code' OR c.user_id IS NULL)) AS exchanging,
                                 count(*) FILTER (WHERE t.state <> 'disconnected'
                                   AND c.grant_type = 'jwt_bearer') AS asserting,
                                 count(*) FILTER (WHERE t.state <> 'disconnected'
                                   AND c.grant_type = 'authorization_code'
                                   AND NOT 'extended' = ANY (coalesce(c.scopes, i.scopes))) AS brief,
                                 count(*) FILTER (WHERE p.consent_id IS NOT NULL AND pe.import_id IS NULL
                                   OR t.user_sub IS NOT NULL AND te.import_id IS NULL
                                   AND (c.grant_type = 'authorization_code' OR c.user_id IS NULL)) AS consented
                          FROM connection c
                          JOIN connection_token t ON t.tenant = c.tenant AND t.connection = c.name
                          LEFT JOIN pending_grant p ON p.tenant = c.tenant AND p.connection = c.name
                          LEFT JOIN import_end pe ON pe.import_id = p.consent_id
                          LEFT JOIN import_end te ON te.import_id = t.consent_id
                          WHERE c.integration = i.name) AS u
                        LEFT JOIN integration w
                          ON lower(w.integration_key) = lower(i.integration_key) AND w.environment <> i.environment
                        ORDER BY w.name
                        """).execute(Tuple.of(integration)).map(rows -> {
            List<Row> all = StreamSupport.stream(rows.spliterator(), false).toList();
            return all.isEmpty() ? Optional.empty() : Optional.of(facts(integration, all));
        });
    }

    private GoLiveFacts facts(String integration, List<Row> rows) {
        Row row = rows.getFirst();
        return new GoLiveFacts(
                IntegrationRow.app(row, ""),
                publicUrl.value(),
                publicUrl.redirectUri(integration),
                new GoLiveFacts.Known(row.getLong("secrets"), row.getLong("secrets_worked")),
                new GoLiveFacts.Known(row.getLong("rsa_keys"), row.getLong("rsa_keys_worked")),
                new GoLiveFacts.Use(
                        row.getLong("exchanging"),
                        row.getLong("asserting"),
                        row.getLong("brief"),
                        row.getLong("consented")),
                row.getString("flag"),
                rows.stream()
                        .filter(each -> each.getString("twin") != null)
                        .map(each -> new GoLiveFacts.Twin(
                                each.getString("twin"),
                                IntegrationRow.app(each, "twin_"),
                                each.getLong("twin_rsa_keys")))
                        .toList());
    }
}
