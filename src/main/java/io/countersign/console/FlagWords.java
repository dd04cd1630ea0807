package io.countersign.console;

/** Why an integration is flagged, as docs/api.md has it. */
final class FlagWords {
    private FlagWords() {}

    /** In a sentence. */
    static String of(String reason) {
        return switch (reason) {
            case "client_refused" -> "DocuSign refuses the integration key, or each of its client secrets.";
            case "client_secret_missing" -> "It has no client secret.";
            case "rsa_key_refused" -> "DocuSign refuses each of its RSA keys.";
            case "rsa_key_missing" -> "It has no RSA key.";
            case "verdicts" -> "DocuSign refused more connections at once than is believed without an operator.";
            default -> "An operator has to look at it: " + reason + ".";
        };
    }

    /** What ends it. */
    static String end(String reason) {
        return switch (reason) {
            case "client_refused" ->
                "Compare integration key and environment with DocuSign, and add a valid client secret: the flag goes"
                        + " when a secret is added or deleted, or DocuSign accepts the client again.";
            case "client_secret_missing" -> "The flag goes when a client secret is added.";
            case "rsa_key_refused" ->
                "Register the public half at DocuSign, or add another RSA key: the flag goes when a key is added or"
                        + " deleted, or DocuSign takes one again.";
            case "rsa_key_missing" ->
                "The flag goes when an RSA key is added, or no connection impersonates a user any more.";
            case "verdicts" ->
                "Look at DocuSign whether the app or its consents were taken back. The flag goes by itself when no more"
                        + " are refused.";
            default -> "The audit trail tells more.";
        };
    }
}
