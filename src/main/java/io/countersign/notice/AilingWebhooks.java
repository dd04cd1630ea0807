package io.countersign.notice;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Tells how many webhooks somebody has to look at. */
@ApplicationScoped
public class AilingWebhooks {
    private final Webhooks webhooks;

    AilingWebhooks(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    /**
     * How many there are.
     *
     * @param disabled to which nothing is sent until somebody puts them again, whatever the reason
     * @param failing to which it is still tried to send, and whose last attempt failed
     */
    public record Numbers(long disabled, long failing) {}

    /** Reads all of them, which are few. Fails where the database does, or where the vault's key is not at hand. */
    public Uni<Numbers> count() {
        return webhooks.list("", WebhookPut.MOST).map(page -> count(page.items()));
    }

    private static Numbers count(List<WebhookView> views) {
        long disabled = views.stream().filter(view -> view.disabled() != null).count();
        long failing = views.stream()
                .filter(view -> view.disabled() == null && view.failingSince() != null)
                .count();
        return new Numbers(disabled, failing);
    }
}
