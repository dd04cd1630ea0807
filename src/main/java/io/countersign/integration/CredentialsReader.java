package io.countersign.integration;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * Reads an integration and its client secrets together, and opens them, so that a secret never meets another
 * environment or integration key.
 */
@ApplicationScoped
class CredentialsReader {
    private final IntegrationKeysets keysets;
    private final PublicUrl publicUrl;

    CredentialsReader(IntegrationKeysets keysets, PublicUrl publicUrl) {
        this.keysets = keysets;
        this.publicUrl = publicUrl;
    }

    /** In the order in which to try them; empty where there is no such integration. */
    Uni<Optional<Credentials>> find(SqlClient client, String name) {
        return client.preparedQuery("""
                        SELECT i.name, i.environment, i.integration_key, i.scopes,
                               coalesce(i.display_name, i.name) AS display_name, i.tenant, i.secrets_version,
                               i.created_at, i.updated_at, s.id, s.sealed, k.wrapped
                        FROM integration i
                        JOIN integration_key k ON k.integration = i.name
                        LEFT JOIN integration_secret s ON s.integration = i.name
                        WHERE i.name = $1
                        ORDER BY s.worked_at DESC NULLS LAST, s.created_at DESC, s.id
                        """).execute(Tuple.of(name)).map(rows -> {
            List<Row> all = StreamSupport.stream(rows.spliterator(), false).toList();
            return all.isEmpty() ? Optional.empty() : Optional.of(credentials(all));
        });
    }

    private Credentials credentials(List<Row> rows) {
        IntegrationRow integration = IntegrationRow.of(rows.getFirst());
        return new Credentials(
                Integration.of(integration, publicUrl),
                rows.stream()
                        .filter(row -> row.getUUID("id") != null)
                        .map(row -> (Credential) open(row, integration))
                        .toList());
    }

    private ClientSecret open(Row row, IntegrationRow integration) {
        UUID id = row.getUUID("id");
        return new ClientSecret(
                id,
                keysets.open(
                        row.getBuffer("sealed").getBytes(),
                        row.getBuffer("wrapped").getBytes(),
                        integration.name(),
                        id,
                        integration.environment()));
    }
}
