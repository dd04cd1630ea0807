package io.countersign.refresh;

import io.countersign.connection.ConsentReason;

/** What whoever reads the log of a connection that needs a new consent is told: what happened, and what to do. */
final class ConsentAdvice {
    private ConsentAdvice() {}

    /** Sentences for the end of a line. */
    static String of(ConsentReason reason) {
        return switch (reason) {
            case REFRESH_TOKEN_EXPIRED ->
                "The refresh token has ended, because nothing has prolonged it. Invite the tenant to consent again with"
                        + " POST …/consent-links.";
            case CONSENT_REVOKED ->
                "DocuSign does not take the refresh token any more: most likely the consent was taken back there. Ask"
                        + " the tenant, and invite it to consent again with POST …/consent-links.";
            case LOST_RESPONSE ->
                "An answer of DocuSign's was lost, or the database came out of a backup, and with it the new refresh"
                        + " token. The access token is issued until its end. Invite the tenant to consent again with"
                        + " POST …/consent-links before that.";
            case SCOPES_MISSING ->
                "The user, or the tenant's administrator, has not consented to all scopes. Invite to consent again with"
                        + " POST …/consent-links.";
            case USER_GONE ->
                "DocuSign does not know the user, or has switched it off. Ask the tenant: the user has to be active"
                        + " again, or another one has to consent.";
        };
    }
}
