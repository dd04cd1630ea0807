package io.countersign.console;

import io.countersign.caller.Permission;
import io.countersign.notice.NoticeTypes;
import io.countersign.notice.WebhookRequest;
import io.countersign.notice.WebhookView;
import io.countersign.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people fill in for a webhook, and what stands in it. */
final class WebhookForms {
    private static final String YES = "true";

    /** When what the form was made of had last changed. */
    private static final String SHOWN = "updated_at";

    private WebhookForms() {}

    static Form making(Viewer viewer, Typed typed) {
        List<Form.Field> fields = new ArrayList<>();
        fields.add(typed.text("webhook", "Name", null)
                .needed()
                .hinted("What it is called here: lower-case letters, digits and hyphens. It stays as it is."));
        fields.addAll(settings(viewer, typed, null));
        return Form.changing(viewer, Paths.newWebhook(), fields, "Make the webhook");
    }

    /** The form for all that people decide of that webhook. What nobody vouches for is not put into it. */
    static Form changing(Viewer viewer, Typed typed, WebhookView webhook) {
        List<Form.Field> fields = new ArrayList<>();
        fields.add(shown(webhook, typed));
        fields.addAll(settings(viewer, typed, WebhookWords.isUnverified(webhook) ? null : webhook));
        return Form.changing(viewer, Paths.settingsOf(webhook.name()), fields, "Save the settings");
    }

    private static List<Form.Field> settings(Viewer viewer, Typed typed, @Nullable WebhookView now) {
        List<Form.Field> fields = new ArrayList<>(List.of(
                typed.text("url", "Address", now == null ? null : now.url())
                        .needed()
                        .hinted("Where notices are posted to: https://… of a receiver that this vault can reach."),
                typed.checks("events", "It is told when", events(now))
                        .hinted("None chosen means all of them, and those that a later version adds."),
                typed.lines("tenants", "Tenants", now == null ? null : String.join("\n", now.tenants()))
                        .needed()
                        .hinted("Whose events: names between spaces or in lines, or * alone for every tenant, and for"
                                + " what belongs to none.")));
        if (viewer.may().anywhere(Permission.CONNECTION_MANAGE) || (now != null && now.consentLinks())) {
            fields.add(typed.checks(
                            "consent_links",
                            "Consent links",
                            List.of(new Form.Option(
                                    YES,
                                    "When a tenant has to consent again, a link for that comes along",
                                    now != null && now.consentLinks())))
                    .hinted("Whoever has such a link can have the tenant connected, so the receiver has to keep it like"
                            + " a password. You need connection:manage on each of the tenants."));
        }
        fields.add(typed.text("description", "Description", now == null ? null : now.description())
                .hinted("For people, such as who runs the receiver. At most 200 characters; may be left empty."));
        return fields;
    }

    private static List<Form.Option> events(@Nullable WebhookView now) {
        return NoticeTypes.FROM_THE_TRAIL.stream()
                .map(type -> new Form.Option(
                        type,
                        WebhookWords.event(type) + " (" + type + ")",
                        now != null && now.events().contains(type)))
                .toList();
    }

    /** What a change does, before it is made. */
    static String about(WebhookView webhook) {
        if (WebhookWords.isUnverified(webhook)) {
            return "Nobody knows who wrote what this webhook has now, so nothing of it stands in the form. The audit"
                    + " trail tells what was put last (webhook.created, webhook.updated). What you save makes the"
                    + " webhook anew: it gets another secret, and what waited for it is gone.";
        }
        String all = "What you save replaces all of its settings. The secret stays, and what waits is kept.";
        return webhook.disabled() == null ? all : all + " The webhook is disabled: saving sends to it again.";
    }

    /** Whether whoever looks may have that webhook put again with the links that it has. */
    static boolean mayLink(Viewer viewer, WebhookView webhook) {
        return webhook.tenants().contains(WebhookWords.ALL)
                ? viewer.may().everywhere(Permission.CONNECTION_MANAGE)
                : webhook.tenants().stream().allMatch(tenant -> viewer.may().on(Permission.CONNECTION_MANAGE, tenant));
    }

    /** What was filled in, as the API takes it. */
    static WebhookRequest wanted(PostedForm form) {
        List<String> events = form.all("events");
        return new WebhookRequest(
                form.field("url").orElse(""),
                events.isEmpty() ? null : events,
                form.words("tenants"),
                form.has("consent_links", YES),
                form.text("description"));
    }

    /** What it has already: putting it again sends to it again. */
    static WebhookRequest same(WebhookView webhook) {
        return new WebhookRequest(
                webhook.url(), webhook.events(), webhook.tenants(), webhook.consentLinks(), webhook.description());
    }

    /** The field that tells when it had last changed. */
    static Form.Field shown(WebhookView webhook) {
        return Form.Field.hidden(SHOWN, webhook.updatedAt().toString());
    }

    /** The same of a form that was sent before: as that one had it. */
    private static Form.Field shown(WebhookView webhook, Typed typed) {
        PostedForm sent = typed.form();
        return sent == null
                ? shown(webhook)
                : Form.Field.hidden(SHOWN, sent.field(SHOWN).orElse(""));
    }

    /** Fails with 409 where the vault does not know who wrote what the webhook has: nobody is to put that again. */
    static void requireOurs(WebhookView webhook) {
        if (WebhookWords.isUnverified(webhook)) {
            throw Problem.conflict("Nothing was done. Somebody other than the vault wrote this webhook's row. Put its"
                            + " settings by hand, on the page for them.")
                    .toException();
        }
    }

    /** Fails with 409 where the webhook has changed since the form was shown. */
    static void requireAsShown(WebhookView webhook, PostedForm form) {
        if (!webhook.updatedAt().toString().equals(form.text(SHOWN))) {
            throw Problem.conflict("Nothing was done. This webhook has changed since the page was opened: somebody put"
                            + " it, gave it a secret, or it was disabled. Open “" + webhook.name() + "” from the list"
                            + " of webhooks, see how it stands now, and do there what is still needed.")
                    .toException();
        }
    }
}
