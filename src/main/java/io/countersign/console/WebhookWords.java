package io.countersign.console;

import io.countersign.notice.WebhookView;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook stands.
 *
 * @param label short
 * @param means what it means, and what to do next, in sentences
 */
record WebhookWords(String label, Mood mood, String means) {
    /** As the API has it for all events, and for all tenants. */
    static final String ALL = "*";

    static final String UNVERIFIED = "unverified";

    /** By the API's words; what it does not know yet is told as it is. */
    static WebhookWords of(WebhookView webhook, Instant now) {
        WebhookView.DisabledView disabled = webhook.disabled();
        if (disabled != null) {
            return new WebhookWords("Disabled", Mood.BAD, disabled(disabled.reason()) + since(disabled.since(), now));
        }
        Instant failing = webhook.failingSince();
        if (failing != null) {
            return new WebhookWords(
                    "Failing",
                    Mood.CAUTION,
                    "The last attempt did not arrive. What waits is tried again, with longer and longer pauses; after"
                            + " five days of nothing but failures the webhook is disabled. Look at the last answer,"
                            + " mend the receiver, and send a test. Failing since " + Moments.of(failing, now) + ".");
        }
        return webhook.tenants().isEmpty()
                ? new WebhookWords(
                        "Told of nothing",
                        Mood.CAUTION,
                        "Every tenant that it named was deleted. Give it other tenants in its settings, or delete it.")
                : new WebhookWords(
                        "Sending", Mood.GOOD, "What happens is sent to it within seconds. Nothing has to be done.");
    }

    private static String disabled(String reason) {
        return switch (reason) {
            case "gone" ->
                "The receiver answered 410, by which it says that it wants no notices any more. Nothing is sent, and"
                        + " what happens waits. If that was a mistake, mend the receiver, send a test, and then send"
                        + " again; else delete the webhook.";
            case "failing" ->
                "For five days nothing arrived. Nothing is sent any more, and what happens waits. Mend the receiver,"
                        + " send a test, and then send again: all that waits goes out.";
            case UNVERIFIED ->
                "Its row in the database was written by somebody other than this vault, so nothing is sent to it, and"
                        + " nothing of what is shown here is to be trusted. Find out who writes to the database"
                        + " (docs/runbooks/tampered-callers.md). Then put its settings again: it is made anew, with"
                        + " another secret, and without the notices that waited.";
            default -> "Nothing is sent to it: " + reason + ".";
        };
    }

    private static String since(@Nullable Instant since, Instant now) {
        return since == null ? "" : " Disabled since " + Moments.of(since, now) + ".";
    }

    /** Of its address the part that may be read by whoever looks over somebody's shoulder. */
    static String host(WebhookView webhook) {
        try {
            String host = new URI(webhook.url()).getAuthority();
            return host == null ? "none" : host;
        } catch (URISyntaxException e) {
            return "none";
        }
    }

    static String events(WebhookView webhook) {
        return words(webhook.events(), "all");
    }

    static String tenants(WebhookView webhook) {
        return webhook.tenants().isEmpty() ? "none: they were deleted" : words(webhook.tenants(), "all");
    }

    private static String words(List<String> names, String all) {
        return names.contains(ALL) ? all : String.join(", ", names);
    }

    /** Whether nobody knows who wrote what is shown of it. */
    static boolean isUnverified(WebhookView webhook) {
        WebhookView.DisabledView disabled = webhook.disabled();
        return disabled != null && disabled.reason().equals(UNVERIFIED);
    }

    /** What an event is, for somebody who chooses. */
    static String event(String type) {
        return switch (type) {
            case "connection.connected" -> "a connection is connected";
            case "connection.pending" -> "a consent waits for its confirmation";
            case "connection.expiring" -> "a connection ends soon";
            case "connection.consent_required" -> "a tenant has to consent again";
            case "connection.recovered" -> "a connection works again";
            case "connection.disconnected" -> "a connection was ended";
            case "integration.flagged" -> "an integration needs an operator";
            case "integration.unflagged" -> "an integration works again";
            case "webhook.test" -> "a test of this webhook";
            default -> "";
        };
    }
}
