package io.countersign.integration;

import static java.util.stream.Collectors.groupingBy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** Makes views of rows. */
@ApplicationScoped
class IntegrationViews {
    private final ClientSecretRepository secrets;
    private final PublicUrl publicUrl;

    IntegrationViews(ClientSecretRepository secrets, PublicUrl publicUrl) {
        this.secrets = secrets;
        this.publicUrl = publicUrl;
    }

    Uni<IntegrationView> of(SqlClient client, IntegrationRow row) {
        return of(client, List.of(row)).map(List::getFirst);
    }

    /** With one query for the secrets of all of them. */
    Uni<List<IntegrationView>> of(SqlClient client, List<IntegrationRow> rows) {
        List<String> names = rows.stream().map(IntegrationRow::name).toList();
        return secrets.of(client, names).map(found -> {
            Map<String, List<ClientSecretRow>> byIntegration =
                    found.stream().collect(groupingBy(ClientSecretRow::integration));
            return rows.stream()
                    .map(row -> IntegrationView.of(row, byIntegration.getOrDefault(row.name(), List.of()), publicUrl))
                    .toList();
        });
    }
}
