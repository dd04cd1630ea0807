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
}
