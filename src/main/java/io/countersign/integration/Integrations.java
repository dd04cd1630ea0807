package io.countersign.integration;

import io.countersign.crypto.UnreadableSecretException;
import io.countersign.docusign.Environment;
import io.countersign.naming.Name;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Looks integrations and their secrets up for other packages. Usable on any Vert.x context: it takes part in no
 * transaction or session.
 */
@ApplicationScoped
public class Integrations {
    private final Pool pool;
    private final IntegrationKeysets keysets;
    private final PublicUrl publicUrl;

    Integrations(Pool pool, IntegrationKeysets keysets, PublicUrl publicUrl) {
        this.pool = pool;
        this.keysets = keysets;
        this.publicUrl = publicUrl;
    }

    /** The integration of that name, or empty, also for what could not be a name. */
    public Uni<Optional<Integration>> find(String name) {
        if (!Name.isValid(name)) {
            return Uni.createFrom().item(Optional.empty());
        }
        return pool.preparedQuery("""
                        SELECT name, environment, integration_key, scopes, secrets_version
                        FROM integration
                        WHERE name = $1
                        """)
                .execute(Tuple.of(name))
                .map(rows -> stream(rows).findFirst().map(this::integration));
    }

    /**
     * The integration of that name with its client secrets, read together, so that a secret never meets another
     * environment or integration key. They come in the order in which to try them: the one that worked last first,
     * those that never did last, the newest of them first. At most {@value ClientSecrets#MOST}, maybe none. Empty for
     * what could not be a name.
     *
     * <p>Fails with {@link UnreadableSecretException} if one does not open.
     */
    public Uni<Optional<Credentials>> withSecrets(String name) {
        if (!Name.isValid(name)) {
            return Uni.createFrom().item(Optional.empty());
        }
        return pool.preparedQuery("""
                        SELECT i.name, i.environment, i.integration_key, i.scopes, i.secrets_version,
                               s.id, s.sealed, k.wrapped
                        FROM integration i
                        JOIN integration_key k ON k.integration = i.name
                        LEFT JOIN integration_secret s ON s.integration = i.name
                        WHERE i.name = $1
                        ORDER BY s.worked_at DESC NULLS LAST, s.created_at DESC, s.id
                        """).execute(Tuple.of(name)).map(rows -> {
            List<Row> all = stream(rows).toList();
            return all.isEmpty() ? Optional.empty() : Optional.of(credentials(all));
        });
    }

    private Credentials credentials(List<Row> rows) {
        Integration integration = integration(rows.getFirst());
        return new Credentials(
                integration,
                rows.stream()
                        .filter(row -> row.getUUID("id") != null)
                        .map(row -> open(row, integration))
                        .toList());
    }

    /**
     * Remembers that DocuSign has just taken this secret, so that it is tried first. Writes only where that changes the
     * order or an hour has passed, so it may follow every call. Does nothing for a secret that is gone.
     */
    public Uni<Void> worked(String integration, UUID secret) {
        return pool.preparedQuery("""
                        UPDATE integration_secret
                        SET worked_at = clock_timestamp()
                        WHERE integration = $1 AND id = $2
                          AND (worked_at IS NULL
                            OR worked_at < clock_timestamp() - interval '1 hour'
                            OR worked_at < (SELECT max(worked_at) FROM integration_secret WHERE integration = $1))
                        """).execute(Tuple.of(integration, secret)).replaceWithVoid();
    }

    private Integration integration(Row row) {
        String name = row.getString("name");
        return new Integration(
                name,
                Environment.named(row.getString("environment")).orElseThrow(),
                row.getString("integration_key"),
                List.of(row.getArrayOfStrings("scopes")),
                row.getLong("secrets_version"),
                publicUrl.redirectUri(name));
    }

    private ClientSecret open(Row row, Integration integration) {
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

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
