package io.countersign.consent;

import io.countersign.crypto.Secret;
import io.countersign.docusign.ClientCredentials;
import io.countersign.docusign.DocuSign;
import io.countersign.docusign.Meaning;
import io.countersign.docusign.TokenAnswer;
import io.countersign.integration.ClientSecret;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.countersign.integration.Integrations;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Exchanges an authorization code (RFC 6749 section 4.1.3). A code works once: an exchange without an answer is never
 * repeated. One that was answered with a fault of the client's own may be, with the next client secret.
 */
@ApplicationScoped
class CodeExchange {
    private static final int TRIES_WHEN_NOTHING_WAS_SENT = 2;

    private final DocuSign docusign;
    private final Integrations integrations;

    CodeExchange(DocuSign docusign, Integrations integrations) {
        this.docusign = docusign;
        this.integrations = integrations;
    }

    /** How it ended. */
    sealed interface Outcome {
        /** With tokens, the refresh token among them. */
        record Exchanged(TokenAnswer.Granted granted, Secret refreshToken) implements Outcome {}

        /** Without; the page for the person and a word for the audit trail. */
        record Stopped(ConsentStop stop, String reason) implements Outcome {}
    }

    Uni<Outcome> exchange(Credentials credentials, Secret code, Secret codeVerifier) {
        return credentials.secrets().isEmpty()
                ? stop(ConsentStop.APP_REFUSED, "client_secret_missing")
                : exchange(credentials.integration(), credentials.secrets(), code, codeVerifier, 1);
    }

    private Uni<Outcome> exchange(
            Integration integration, List<ClientSecret> secrets, Secret code, Secret codeVerifier, int tries) {
        ClientSecret secret = secrets.getFirst();
        ClientCredentials client = new ClientCredentials(integration.integrationKey(), secret.value());
        return docusign.exchangeCode(integration.environment(), client, code, codeVerifier)
                .chain(answer -> switch (answer) {
                    case TokenAnswer.Granted granted -> granted(integration, secret, granted);
                    case TokenAnswer.Refused refused ->
                        isAboutClient(refused.meaning()) && secrets.size() > 1
                                ? exchange(integration, secrets.subList(1, secrets.size()), code, codeVerifier, 1)
                                : refused(refused.meaning());
                    case TokenAnswer.NotSent notSent ->
                        tries < TRIES_WHEN_NOTHING_WAS_SENT
                                ? exchange(integration, secrets, code, codeVerifier, tries + 1)
                                : stop(ConsentStop.DOCUSIGN_UNAVAILABLE, "unreachable");
                    case TokenAnswer.NoAnswer noAnswer -> stop(ConsentStop.DOCUSIGN_UNAVAILABLE, "no_answer");
                });
    }

    private Uni<Outcome> granted(Integration integration, ClientSecret secret, TokenAnswer.Granted granted) {
        Secret refreshToken = granted.refreshToken();
        if (refreshToken == null || granted.expiresInSeconds() <= 0) {
            return stop(ConsentStop.APP_REFUSED, "no_refresh_token");
        }
        return integrations
                .worked(integration.name(), secret.id())
                .onFailure()
                .recoverWithNull()
                .replaceWith(new Outcome.Exchanged(granted, refreshToken));
    }

    private static boolean isAboutClient(Meaning meaning) {
        return meaning == Meaning.OPERATOR || meaning == Meaning.RECONNECT_OR_OPERATOR;
    }

    private static Uni<Outcome> refused(Meaning meaning) {
        return switch (meaning) {
            case RECONNECT, RECONNECT_OR_OPERATOR -> stop(ConsentStop.TOO_SLOW, "code_expired");
            case OPERATOR -> stop(ConsentStop.APP_REFUSED, "client_refused");
            case RETRY, USER_THROTTLED -> stop(ConsentStop.DOCUSIGN_UNAVAILABLE, "throttled");
            case NEEDS_CONSENT, USER_GONE, UNKNOWN_REFUSAL, UNEXPECTED ->
                stop(ConsentStop.APP_REFUSED, "unexpected_answer");
        };
    }

    private static Uni<Outcome> stop(ConsentStop stop, String reason) {
        return Uni.createFrom().item(new Outcome.Stopped(stop, reason));
    }
}
