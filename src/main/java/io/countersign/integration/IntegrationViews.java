package io.countersign.integration;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Makes views of rows. */
@ApplicationScoped
class IntegrationViews {
    private final ClientSecretRepository secrets;
    private final RsaKeyRepository keys;
    private final PublicUrl publicUrl;

    IntegrationViews(ClientSecretRepository secrets, RsaKeyRepository keys, PublicUrl publicUrl) {
        this.secrets = secrets;
        this.keys = keys;
        this.publicUrl = publicUrl;
    }

    Uni<IntegrationView> of(SqlClient client, IntegrationRow row) {
        return of(client, List.of(row)).map(List::getFirst);
    }

    /** With one query for the secrets of all of them, one for their RSA keys, and one for their flags. */
    Uni<List<IntegrationView>> of(SqlClient client, List<IntegrationRow> rows) {
        List<String> names = rows.stream().map(IntegrationRow::name).toList();
        return secrets.of(client, names)
                .chain(foundSecrets -> keys.of(client, names)
                        .chain(foundKeys -> flags(client, names).map(flags -> {
                            Map<String, List<ClientSecretRow>> secretsOf =
                                    foundSecrets.stream().collect(groupingBy(ClientSecretRow::integration));
                            Map<String, List<RsaKeyRow>> keysOf =
                                    foundKeys.stream().collect(groupingBy(RsaKeyRow::integration));
                            return rows.stream()
                                    .map(row -> IntegrationView.of(
                                            row,
                                            secretsOf.getOrDefault(row.name(), List.of()),
                                            keysOf.getOrDefault(row.name(), List.of()),
                                            flags.get(row.name()),
                                            publicUrl))
                                    .toList();
                        })));
    }

    /** As {@link Integrations#flagged} has it. */
    static Uni<List<Integrations.Flagged>> flagged(SqlClient client, int most) {
        return client.preparedQuery(
                        "SELECT integration, reason, since FROM integration_flag ORDER BY since, integration LIMIT $1")
                .execute(Tuple.of(most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Integrations.Flagged(row.getString("integration"), IntegrationFlag.of(row)))
                        .toList());
    }

    private static Uni<Map<String, IntegrationFlag>> flags(SqlClient client, List<String> names) {
        return client.preparedQuery(
                        "SELECT integration, reason, since FROM integration_flag WHERE integration = ANY ($1)")
                .execute(Tuple.of(names.toArray(String[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(toMap(row -> row.getString("integration"), IntegrationFlag::of)));
    }
}
