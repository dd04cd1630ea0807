package io.countersign.integration;

import static java.util.stream.Collectors.groupingBy;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** Makes views of rows, within their session. */
@ApplicationScoped
class IntegrationViews {
    private final ClientSecretRepository secrets;
    private final PublicUrl publicUrl;

    IntegrationViews(ClientSecretRepository secrets, PublicUrl publicUrl) {
        this.secrets = secrets;
        this.publicUrl = publicUrl;
    }

    Uni<IntegrationView> of(IntegrationRow row) {
        return of(List.of(row)).map(List::getFirst);
    }

    /** With one query for the secrets of all of them. */
    Uni<List<IntegrationView>> of(List<IntegrationRow> rows) {
        List<String> names = rows.stream().map(row -> row.name).toList();
        return secrets.of(names).map(found -> {
            Map<String, List<ClientSecretRow>> byIntegration =
                    found.stream().collect(groupingBy(secret -> secret.integration));
            return rows.stream()
                    .map(row -> IntegrationView.of(row, byIntegration.getOrDefault(row.name, List.of()), publicUrl))
                    .toList();
        });
    }
}
