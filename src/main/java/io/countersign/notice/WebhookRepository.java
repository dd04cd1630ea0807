package io.countersign.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@ApplicationScoped
class WebhookRepository {
    Uni<List<WebhookRow>> byUuid(SqlClient client, Collection<UUID> uuids) {
        throw new UnsupportedOperationException();
    }

    Uni<Optional<WebhookRow>> find(SqlClient client, String name) {
        throw new UnsupportedOperationException();
    }
}
