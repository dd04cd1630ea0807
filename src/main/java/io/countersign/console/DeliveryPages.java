package io.countersign.console;

import io.countersign.caller.Permission;
import io.countersign.notice.DeliveryResource;
import io.countersign.notice.DeliveryView;
import io.countersign.notice.WebhookResource;
import io.countersign.notice.WebhookView;
import io.countersign.paging.Page;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows what was sent to a webhook, and what became of it. */
@ApplicationScoped
class DeliveryPages {
    private final WebhookResource webhooks;
    private final DeliveryResource deliveries;
    private final InstantSource time;

    DeliveryPages(WebhookResource webhooks, DeliveryResource deliveries, InstantSource time) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.time = time;
    }

    /** The newest first. Fails with 404 where there is no such webhook. */
    Uni<Content> list(Viewer viewer, String webhook, @Nullable String status, @Nullable String after) {
        return webhooks.get(webhook)
                .chain(view -> deliveries
                        .list(webhook, status, after, Lists.LIMIT)
                        .map(page -> content(viewer, view, page, status)));
    }

    private Content content(Viewer viewer, WebhookView webhook, Page<DeliveryView> page, @Nullable String status) {
        Instant now = time.instant();
        String address = Paths.deliveriesTo(webhook.name());
        List<Block> blocks = new ArrayList<>();
        if (webhook.disabled() != null) {
            blocks.add(Block.of(
                            null,
                            "The webhook is disabled. Nothing of this is sent, whatever is asked for, until it is put"
                                    + " to rights: its page tells why, and what to do.")
                    .in(Mood.BAD));
        }
        Form form = Form.leading(address, List.of(Form.Field.choice("status", "Status", statuses(status))), "Show");
        blocks.add(Block.of(null, null).with(form));
        blocks.add(Block.table(
                null,
                new Table(
                        "Notices to it, the newest first",
                        List.of("Notice", "Of", "Status", "Attempts", "Happened", "Next attempt", "Once more"),
                        page.items().stream()
                                .map(delivery -> row(viewer, webhook.name(), delivery, now))
                                .toList(),
                        status == null
                                ? "Nothing was sent to it yet, or it was long ago."
                                : "There is no such delivery.",
                        Lists.next(Paths.with(address, "status", status), page.next()))));
        return new Content("Deliveries to " + webhook.name(), WebhookSteps.up(webhook.name()), blocks);
    }

    private static Table.Row row(Viewer viewer, String webhook, DeliveryView delivery, Instant now) {
        Form form = Form.changing(viewer, Paths.redelivery(webhook, delivery.id()), List.of(), "Send again");
        return new Table.Row(
                Cell.of(delivery.type()).noted(delivery.id()),
                List.of(
                        whose(viewer, delivery),
                        Cell.of(label(delivery), mood(delivery)).noted(AnswerWords.of(delivery)),
                        Cell.of(delivery.attempts())
                                .noted(
                                        delivery.lastAttemptAt() == null
                                                ? null
                                                : "last " + Moments.distance(delivery.lastAttemptAt(), now)),
                        Moments.cell(delivery.occurredAt(), now),
                        next(delivery, now)),
                new Table.Press(form, "Send again: " + delivery.type() + ", " + delivery.id()));
    }

    /** With the way there for whoever may read it as a whole; it may be gone by now. */
    private static Cell whose(Viewer viewer, DeliveryView delivery) {
        String tenant = delivery.tenant();
        String connection = delivery.connection();
        if (tenant == null) {
            return Cell.of((String) null);
        }
        if (connection == null) {
            return viewer.may().on(Permission.TENANT_READ, tenant)
                    ? Cell.of(new Link(tenant, Paths.tenant(tenant)))
                    : Cell.of(tenant);
        }
        String both = tenant + " / " + connection;
        return viewer.may().on(Permission.CONNECTION_READ, tenant)
                ? Cell.of(new Link(both, Paths.connection(tenant, connection)))
                : Cell.of(both);
    }

    private static Cell next(DeliveryView delivery, Instant now) {
        Instant next = delivery.nextAttemptAt();
        if (!delivery.status().equals("pending")) {
            return Cell.of("none", Mood.QUIET);
        }
        return next == null
                ? Cell.of("after another").noted("the connection's notice before it comes first")
                : next.isAfter(now) ? Moments.cell(next, now) : Cell.of("now");
    }

    private static String label(DeliveryView delivery) {
        return switch (delivery.status()) {
            case "pending" -> "waiting";
            case "failed" -> "given up";
            default -> delivery.status();
        };
    }

    private static Mood mood(DeliveryView delivery) {
        return switch (delivery.status()) {
            case "delivered" -> Mood.GOOD;
            case "failed" -> Mood.BAD;
            default -> Mood.QUIET;
        };
    }

    private static List<Form.Option> statuses(@Nullable String chosen) {
        return Stream.of(
                        new Form.Option("", "All", chosen == null),
                        new Form.Option("pending", "waiting", "pending".equals(chosen)),
                        new Form.Option("delivered", "delivered", "delivered".equals(chosen)),
                        new Form.Option("failed", "given up", "failed".equals(chosen)))
                .toList();
    }
}
