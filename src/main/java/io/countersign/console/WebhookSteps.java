package io.countersign.console;

import io.countersign.notice.DeliveryView;
import io.countersign.notice.WebhookView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Pages on which something is done with a webhook, and what they say when it is done. */
final class WebhookSteps {
    private WebhookSteps() {}

    static Content askForSecret(Viewer viewer, WebhookView view) {
        Block ask = Block.of(
                        null,
                        "For the next 24 hours each notice is signed with the new secret and with the one that signs"
                                + " now; then with the new one alone. A secret from before that, which still signs"
                                + " beside it, ends at once. The new secret is shown once, on the next page: give it"
                                + " to the receiver within the 24 hours.")
                .with(Form.changing(
                        viewer, Paths.secretOf(view.name()), List.of(WebhookForms.shown(view)), "Make a new secret"));
        return new Content("New secret for " + view.name(), up(view.name()), List.of(ask));
    }

    static Content askToDelete(Viewer viewer, WebhookView view) {
        Block ask = Block.of(
                        null,
                        "The receiver is told of nothing any more, and what waits for it is never sent. The list of its"
                                + " deliveries goes along, and its secret is destroyed: a webhook of the same name"
                                + " that is made later gets another one. This cannot be taken back. The audit trail"
                                + " keeps what happened.")
                .in(Mood.BAD)
                .with(Form.changing(
                                viewer,
                                Paths.deletionOfWebhook(view.name()),
                                List.of(WebhookForms.shown(view)),
                                "Delete the webhook")
                        .destroying());
        return new Content("Delete " + view.name(), up(view.name()), List.of(ask));
    }

    /**
     * Shows a secret, this once.
     *
     * @param done what was done, in a sentence
     */
    static Content secret(String webhook, String done, String secret) {
        return new Content(
                "Secret of " + webhook,
                up(webhook),
                List.of(
                        Block.of(
                                        null,
                                        done
                                                + " This is its secret. It is shown this once: copy it to the receiver"
                                                + " now.")
                                .in(Mood.CAUTION)
                                .withCode(secret),
                        Block.of(
                                "How the receiver verifies",
                                "Notices are signed as Standard Webhooks has it, and libraries of that name verify them"
                                        + " in most languages: they take this secret as it is, the headers webhook-id,"
                                        + " webhook-timestamp and webhook-signature, and the body as it came, to the"
                                        + " byte. A notice may come twice under the same webhook-id: keep the ids of"
                                        + " some days. Then send a test from the webhook's page.")));
    }

    /** What was done by asking for a new one, in sentences. */
    static String rotated(Instant formerUntil) {
        return "The webhook has a new secret. The one before signs beside it until " + Moments.utc(formerUntil) + ".";
    }

    /** What follows after a webhook was put: its secret, where it was made by that. */
    static Optional<Content> made(WebhookView view) {
        return Optional.ofNullable(view.secret())
                .map(secret -> secret(view.name(), "The webhook “" + view.name() + "” was made.", secret));
    }

    /** What came of a test. */
    static Content tested(String webhook, DeliveryView test) {
        boolean arrived = test.status().equals("delivered");
        Block said = Block.of(
                        null,
                        (arrived ? "The test arrived. " : "The test did not arrive. ")
                                + AnswerWords.of(test)
                                + (arrived
                                        ? ""
                                        : " It is not tried again by itself: mend what is wrong, and test again."))
                .in(arrived ? Mood.GOOD : Mood.BAD)
                .with(List.of(Fact.of("Notice", test.id())))
                .withLinks(List.of(new Link("Back to the webhook", Paths.webhook(webhook))));
        return new Content("Test of " + webhook, up(webhook), List.of(said));
    }

    static Link up(String webhook) {
        return new Link(webhook, Paths.webhook(webhook));
    }
}
