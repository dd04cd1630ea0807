package io.countersign.notice;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

@ApplicationScoped
class Webhooks {
    Uni<Void> disable(UUID webhook, DisabledReason why) {
        throw new UnsupportedOperationException();
    }
}
