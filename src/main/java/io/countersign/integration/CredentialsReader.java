package io.countersign.integration;

import io.countersign.crypto.Secret;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.StreamSupport;

/**
 * Reads an integration and its credentials together, and opens them, so that a secret never meets another environment
 * or integration key.
 */
@ApplicationScoped
class CredentialsReader {
    private final ClientSecretRepository secrets;
    private final RsaKeyRepository keys;
    private final IntegrationKeysets keysets;
    private final PublicUrl publicUrl;

    CredentialsReader(
            ClientSecretRepository secrets, RsaKeyRepository keys, IntegrationKeysets keysets, PublicUrl publicUrl) {
        this.secrets = secrets;
        this.keys = keys;
        this.keysets = keysets;
        this.publicUrl = publicUrl;
    }

    /** What exchanges codes and refresh tokens, in the order in which to try it; empty for no such integration. */
    Uni<Optional<Credentials>> find(SqlClient client, String name) {
        return client.preparedQuery("""
                        SELECT i.name, i.environment, i.integration_key, i.client_type, i.scopes,
                               coalesce(i.display_name, i.name) AS display_name, i.tenant, i.secrets_version,
                               i.created_at, i.updated_at, s.id, s.sealed, s.worked_at IS NOT NULL AS known, k.wrapped
                        FROM integration i
                        JOIN integration_key k ON k.integration = i.name
                        LEFT JOIN integration_secret s ON s.integration = i.name
                        WHERE i.name = $1
                        ORDER BY s.worked_at DESC NULLS LAST, s.created_at DESC, s.id
                        """).execute(Tuple.of(name)).map(rows -> credentials(rows, this::secrets));
    }

    /** What signs assertions, likewise. */
    Uni<Optional<Credentials>> findRsaKeys(SqlClient client, String name) {
        return client.preparedQuery("""
                        SELECT i.name, i.environment, i.integration_key, i.client_type, i.scopes,
                               coalesce(i.display_name, i.name) AS display_name, i.tenant, i.secrets_version,
                               i.created_at, i.updated_at, r.id, r.sealed, r.worked_at IS NOT NULL AS known, k.wrapped
                        FROM integration i
                        JOIN integration_key k ON k.integration = i.name
                        LEFT JOIN integration_rsa_key r ON r.integration = i.name
                        WHERE i.name = $1
                        ORDER BY r.worked_at DESC NULLS LAST, r.created_at DESC, r.id
                        """).execute(Tuple.of(name)).map(rows -> credentials(rows, this::keys));
    }

    /** Remembers that DocuSign has just taken this one. */
    Uni<Void> worked(SqlClient client, String integration, Credential credential) {
        return switch (credential) {
            case ClientSecret secret -> secrets.worked(client, integration, secret.id());
            case RsaKey key -> keys.worked(client, integration, key.id());
            case PublicClient none -> Uni.createFrom().voidItem();
        };
    }

    private Optional<Credentials> credentials(
            RowSet<Row> rows, BiFunction<IntegrationRow, List<Row>, List<Credential>> opening) {
        List<Row> all = StreamSupport.stream(rows.spliterator(), false).toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        IntegrationRow integration = IntegrationRow.of(all.getFirst());
        List<Row> sealed = all.stream().filter(row -> row.getUUID("id") != null).toList();
        return Optional.of(new Credentials(Integration.of(integration, publicUrl), opening.apply(integration, sealed)));
    }

    private List<Credential> secrets(IntegrationRow integration, List<Row> rows) {
        return switch (integration.clientType()) {
            case PUBLIC -> List.of(new PublicClient());
            case CONFIDENTIAL ->
                rows.stream()
                        .<Credential>map(row -> new ClientSecret(
                                row.getUUID("id"),
                                open(SealedColumn.CLIENT_SECRET, row, integration),
                                row.getBoolean("known")))
                        .toList();
        };
    }

    private List<Credential> keys(IntegrationRow integration, List<Row> rows) {
        return rows.stream()
                .<Credential>map(row -> new RsaKey(
                        row.getUUID("id"), open(SealedColumn.RSA_KEY, row, integration), row.getBoolean("known")))
                .toList();
    }

    private Secret open(SealedColumn column, Row row, IntegrationRow integration) {
        return keysets.open(
                column,
                row.getBuffer("sealed").getBytes(),
                row.getBuffer("wrapped").getBytes(),
                integration.name(),
                row.getUUID("id"),
                integration.environment());
    }
}
