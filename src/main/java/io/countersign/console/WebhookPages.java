package io.countersign.console;

import io.countersign.naming.Name;
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
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Shows webhooks, and what can be done with one. */
@ApplicationScoped
class WebhookPages {
    private final WebhookResource webhooks;
    private final DeliveryResource deliveries;
    private final InstantSource time;

    WebhookPages(WebhookResource webhooks, DeliveryResource deliveries, InstantSource time) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.time = time;
    }

    /** All of them by name. */
    Uni<Content> list(String after) {
        return webhooks.list(after, Lists.LIMIT).map(this::list);
    }

    private Content list(Page<WebhookView> page) {
        Instant now = time.instant();
        Table table = new Table(
                "Receivers that are told what happens, by name",
                List.of("Webhook", "State", "Host", "Events", "Tenants"),
                page.items().stream().map(view -> row(view, now)).toList(),
                "There is no webhook yet. One that you make is told what happens to connections and integrations.",
                Lists.next(Menu.WEBHOOKS.href(), page.next()));
        return new Content(
                "Webhooks",
                null,
                List.of(Block.links(List.of(new Link("New webhook", Paths.newWebhook()))), Block.table(null, table)));
    }

    private static Table.Row row(WebhookView view, Instant now) {
        WebhookWords words = WebhookWords.of(view, now);
        WebhookView.DisabledView disabled = view.disabled();
        Instant since = disabled == null ? view.failingSince() : disabled.since();
        return new Table.Row(
                Cell.of(new Link(view.name(), Paths.webhook(view.name()))).noted(view.description()),
                List.of(
                        Cell.of(words.label(), words.mood())
                                .noted(since == null ? null : "since " + Moments.of(since, now)),
                        Cell.of(WebhookWords.host(view)),
                        Cell.of(WebhookWords.events(view)),
                        Cell.of(WebhookWords.tenants(view))));
    }

    /** Where one is made. */
    Content makeOne(Viewer viewer, Typed typed) {
        Block about = Block.of(
                        null,
                        "A webhook is an address that is told what happens, by signed notices. The secret that they are"
                                + " signed with is shown once, after this.")
                .with(WebhookForms.making(viewer, typed));
        return new Content("New webhook", Menu.WEBHOOKS.link(), typed.around(about));
    }

    /** Fails where there is such a webhook already: a new one would take its settings. */
    Uni<Void> requireAbsent(String webhook) {
        return Name.isValid(webhook)
                ? Absence.require(webhooks.get(webhook), "webhook", "is the name of a webhook already; choose another")
                : Uni.createFrom().voidItem();
    }

    /** One of them, and what can be done with it. Fails with 404 where there is none. */
    Uni<Content> show(Viewer viewer, String webhook) {
        return webhooks.get(webhook)
                .chain(view -> deliveries
                        .list(webhook, null, null, Lists.LIMIT)
                        .map(page -> content(viewer, view, lastTried(page))));
    }

    private static Optional<DeliveryView> lastTried(Page<DeliveryView> page) {
        return page.items().stream()
                .filter(delivery -> delivery.lastAttemptAt() != null)
                .max(Comparator.comparing(delivery -> Objects.requireNonNull(delivery.lastAttemptAt())));
    }

    private Content content(Viewer viewer, WebhookView view, Optional<DeliveryView> last) {
        Instant now = time.instant();
        WebhookWords words = WebhookWords.of(view, now);
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.of(null, words.label() + ". " + words.means()).in(words.mood()));
        if (canBeEnabled(viewer, view)) {
            blocks.add(Block.of("Send again", "Ends the disabling, with the settings as they are. What waits is sent.")
                    .with(Form.changing(
                            viewer,
                            Paths.enablingOf(view.name()),
                            List.of(WebhookForms.shown(view)),
                            "Send to it again")));
        }
        blocks.add(Block.facts("Settings", facts(view, last, now)).withLinks(links(view)));
        if (!WebhookWords.isUnverified(view)) {
            blocks.add(Block.of(
                            "Test",
                            "Sends webhook.test to it now, once, also while it is disabled, and tells what came back."
                                    + " That takes some seconds where the receiver is slow.")
                    .with(Form.changing(viewer, Paths.testOf(view.name()), List.of(), "Send a test")));
        }
        return new Content(view.name(), Menu.WEBHOOKS.link(), blocks);
    }

    /** Where the same settings would be taken, and are the vault's own. */
    private static boolean canBeEnabled(Viewer viewer, WebhookView view) {
        return view.disabled() != null
                && !WebhookWords.isUnverified(view)
                && !view.tenants().isEmpty()
                && (!view.consentLinks() || WebhookForms.mayLink(viewer, view));
    }

    private static List<Fact> facts(WebhookView view, Optional<DeliveryView> last, Instant now) {
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.of("Address", view.url()),
                Fact.of("Events", WebhookWords.events(view)),
                Fact.of("Tenants", WebhookWords.tenants(view)),
                Fact.of("Consent links", view.consentLinks() ? "come along" : "do not come along"),
                Fact.of("Description", view.description()),
                Fact.of("Made", Moments.of(view.createdAt(), now)),
                Fact.of("Changed", Moments.of(view.updatedAt(), now))));
        last.ifPresent(delivery -> facts.add(new Fact(
                "Last answer",
                Cell.of(AnswerWords.of(delivery))
                        .noted(Moments.of(Objects.requireNonNull(delivery.lastAttemptAt()), now)))));
        return facts;
    }

    private static List<Link> links(WebhookView view) {
        List<Link> links = new ArrayList<>(List.of(
                new Link("Deliveries", Paths.deliveriesTo(view.name())),
                new Link("Change the settings", Paths.settingsOf(view.name()))));
        if (!WebhookWords.isUnverified(view)) {
            links.add(new Link("New secret", Paths.secretOf(view.name())));
        }
        links.add(new Link("Delete", Paths.deletionOfWebhook(view.name())));
        return links;
    }

    /** Where its settings are changed. Fails with 404 where there is none. */
    Uni<Content> change(Viewer viewer, String webhook, Typed typed) {
        return webhooks.get(webhook).map(view -> {
            Block about = Block.of(null, WebhookForms.about(view))
                    .in(WebhookWords.isUnverified(view) ? Mood.BAD : Mood.PLAIN)
                    .with(WebhookForms.changing(viewer, typed, view));
            return new Content(
                    "Settings of " + view.name(),
                    new Link(view.name(), Paths.webhook(view.name())),
                    typed.around(about));
        });
    }

    /** Where a new secret is asked for. Fails with 404 where there is none. */
    Uni<Content> askForSecret(Viewer viewer, String webhook) {
        return webhooks.get(webhook).map(view -> WebhookSteps.askForSecret(viewer, view));
    }

    /** Where it is deleted. Fails with 404 where there is none. */
    Uni<Content> askToDelete(Viewer viewer, String webhook) {
        return webhooks.get(webhook).map(view -> WebhookSteps.askToDelete(viewer, view));
    }
}
