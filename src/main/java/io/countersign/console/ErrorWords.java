package io.countersign.console;

import java.util.Map;

/** What a connection's last error means, as docs/api.md has it. */
final class ErrorWords {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("unreachable", "No connection to DocuSign came about; nothing was sent. It is tried again."),
            Map.entry(
                    "no_answer",
                    "DocuSign did not answer in time, or with nothing that can be read. It is tried again."),
            Map.entry("throttled", "DocuSign asked for patience. It is tried again."),
            Map.entry("unexpected_answer", "Something in front of DocuSign answered. It is tried again."),
            Map.entry(
                    "gate_closed",
                    "The tokens are due, and the integration rests: DocuSign asked for it, or too many of its"
                            + " calls fail. It is tried again."),
            Map.entry(
                    "client_refused",
                    "DocuSign refuses the integration key, or each of its client secrets. An operator has to"
                            + " correct whichever is wrong."),
            Map.entry("client_secret_missing", "The integration has no client secret. An operator has to add one."),
            Map.entry(
                    "rsa_key_refused",
                    "DocuSign refuses each of the integration's RSA keys. An operator has to register a valid"
                            + " one."),
            Map.entry("rsa_key_missing", "The integration has no RSA key. An operator has to add one."),
            Map.entry(
                    "client_secrets_changed",
                    "The integration's secrets were changed during the attempt. It is tried again."),
            Map.entry(
                    "refusal_held",
                    "DocuSign refused, but too many connections at once to be believed. An operator has to"
                            + " look at the integration."),
            Map.entry("call_limit", "It has had its ten calls of a minute. It is tried again."),
            Map.entry(
                    "consent_missing",
                    "Nobody has consented yet that the user be impersonated. The tenant has to consent."),
            Map.entry(
                    "assertion_expired",
                    "DocuSign took a fresh assertion for expired. An operator has to look at the vault's" + " clock."),
            Map.entry(
                    "account_mismatch", "The pinned account is none of the user's. Correct the connection's settings."),
            Map.entry(
                    "email_mismatch",
                    "The user has another address than the pinned one. Correct the connection's settings."),
            Map.entry(
                    "user_mismatch",
                    "The token was for another user than the impersonated one. An operator has to look at it."),
            Map.entry(
                    "no_account",
                    "The user belongs to no DocuSign account that can be used. The tenant has to give them" + " one."),
            Map.entry("userinfo_silent", "DocuSign did not tell whose account the token is for. It is tried again."),
            Map.entry(
                    "import_refused",
                    "DocuSign refused the imported token: it is dead, or of another app. Import one that"
                            + " works, or make a consent link."),
            Map.entry("stopped", "The replica stood still or was about to stop; nothing was sent. It is tried again."),
            Map.entry(
                    "key_missing",
                    "A replica lacks a key that others have. An operator has to look at its keyring if this"
                            + " lasts."),
            Map.entry("unreadable", "The stored tokens do not open. An operator has to look at the log."),
            Map.entry("internal", "The integration's secrets could not be read. An operator has to look at the log."),
            Map.entry(
                    "refresh_token_expired", "The refresh token has reached its end. The tenant has to consent again."),
            Map.entry("consent_revoked", "The consent was withdrawn. The tenant has to consent again."),
            Map.entry("lost_response", "An answer of DocuSign's was lost. The tenant has to consent again."),
            Map.entry("scopes_missing", "DocuSign wants consent to further scopes. The tenant has to consent again."),
            Map.entry(
                    "user_gone",
                    "DocuSign does not know the user any more. Another person has to consent, or another user"
                            + " be named."),
            Map.entry(
                    "other",
                    "DocuSign refused in words that nobody knows. An operator has to look at it if it lasts."));

    private ErrorWords() {}

    /** In a sentence or two; of a code that DocuSign sent and nobody knows, that it is one. */
    static String of(String error) {
        return WORDS.getOrDefault(
                error, "DocuSign refused with a code of its own. An operator has to look at it if it lasts.");
    }
}
