package io.countersign.console;

import io.countersign.notice.DeliveryView;

/** What came of the last attempt to deliver a notice, as docs/api.md has it. */
final class AnswerWords {
    private static final int GONE = 410;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    private AnswerWords() {}

    /** In a sentence or two. */
    static String of(DeliveryView delivery) {
        String error = delivery.lastError();
        if (error != null) {
            return error(error);
        }
        Integer status = delivery.lastStatus();
        return status == null ? "Nothing was sent yet." : "The receiver answered " + status + means(status);
    }

    private static String means(int status) {
        return switch (status) {
            case GONE -> ": it wants no notices any more.";
            case TOO_MANY, UNAVAILABLE -> ": it asks for patience.";
            default ->
                switch (status / 100) {
                    case 2 -> ".";
                    case 3 -> ", which leads elsewhere and is not followed: give the webhook the new address.";
                    case 4 -> ": it does not take the notice. Look at its address, and at how it verifies.";
                    default -> ": it failed. Look at the receiver's log.";
                };
        };
    }

    private static String error(String error) {
        return switch (error) {
            case "unresolved" -> "The name in the address was not found. Correct the address, or the name's entry.";
            case "address_refused" ->
                "The address is private, or of the vault's own machine, where nothing is sent to. Give the webhook a"
                        + " public one.";
            case "unconnected" -> "No connection came about. Look whether the receiver runs, and lets the vault in.";
            case "untrusted" -> "The receiver's certificate does not count: look at its name, its end and its issuer.";
            case "timed_out" -> "No answer came in time. The receiver has to answer first, and work then.";
            case "broken_off" -> "The connection ended before an answer. Look at the receiver's log.";
            case "not_covered" -> "It was not sent: the webhook is put for other events or tenants by now.";
            case "webhook_unverified" -> "It was not sent: somebody other than the vault wrote the webhook's row.";
            default -> "It did not arrive: " + error + ".";
        };
    }
}
