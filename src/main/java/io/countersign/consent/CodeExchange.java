package io.countersign.consent;

import io.countersign.clock.MonotonicClock;
import io.countersign.connection.Account;
import io.countersign.connection.Consent;
import io.countersign.connection.Consenter;
import io.countersign.connection.GrantType;
import io.countersign.connection.Profile;
import io.countersign.crypto.Secret;
import io.countersign.docusign.DocuSign;
import io.countersign.docusign.DocuSignConfiguration;
import io.countersign.docusign.Meaning;
import io.countersign.docusign.TokenAnswer;
import io.countersign.docusign.UserInfo;
import io.countersign.docusign.UserInfoAnswer;
import io.countersign.integration.Credential;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.countersign.integration.Integrations;
import io.countersign.refresh.ExchangedCodes;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Exchanges an authorization code (RFC 6749 section 4.1.3) and asks whose consent it was. A code works once: an
 * exchange without an answer is never repeated. One that was answered with a fault of the client's own may be, with
 * the next client secret.
 */
@ApplicationScoped
class CodeExchange {
    private static final int TRIES_WHEN_NOTHING_WAS_SENT = 2;
    private static final int UNAUTHORIZED = 401;

    private final DocuSign docusign;
    private final Integrations integrations;
    private final ExchangedCodes exchanged;
    private final MonotonicClock clock;
    private final Duration refreshTokenLife;

    CodeExchange(
            DocuSign docusign,
            Integrations integrations,
            ExchangedCodes exchanged,
            MonotonicClock clock,
            DocuSignConfiguration configuration) {
        this.docusign = docusign;
        this.integrations = integrations;
        this.exchanged = exchanged;
        this.clock = clock;
        this.refreshTokenLife = configuration.refreshTokenLife();
    }

    /** What came back from DocuSign: a consent, or why there is none. */
    sealed interface Answer permits Given, Recognised, ConsentResult.Stopped {}

    /** Tokens, and whose they are. */
    record Given(Consent consent) implements Answer {}

    /** Who consented to being impersonated. The tokens told that, and are dropped. */
    record Recognised(Consenter person) implements Answer {}

    /** What is sent for one code, with whichever credential; {@code sentAt} is when it was first. */
    private record Call(Integration integration, ConsentAttempts.Taken attempt, Secret code, long sentAt) {}

    /** Exchanges the code of an attempt that was taken. */
    Uni<Answer> exchange(Credentials credentials, ConsentAttempts.Taken attempt, Secret code) {
        return credentials.isEmpty()
                ? exchanged
                        .withoutSecret(credentials.integration())
                        .chain(() -> stop(ConsentEnd.APP_REFUSED, "client_secret_missing"))
                : exchange(
                        new Call(credentials.integration(), attempt, code, clock.nanoTime()), credentials.inOrder(), 1);
    }

    private Uni<Answer> exchange(Call call, List<Credential> credentials, int tries) {
        Integration integration = call.integration();
        Credential credential = credentials.getFirst();
        return docusign.exchangeCode(
                        integration.environment(),
                        integration.client(credential),
                        call.code(),
                        call.attempt().codeVerifier())
                .chain(answer -> switch (answer) {
                    case TokenAnswer.Granted granted -> granted(call, credential, granted);
                    case TokenAnswer.Refused refused ->
                        mayBeAboutClient(refused) && credentials.size() > 1
                                ? exchange(call, credentials.subList(1, credentials.size()), 1)
                                : refused(integration, refused.meaning());
                    case TokenAnswer.NotSent notSent ->
                        tries < TRIES_WHEN_NOTHING_WAS_SENT
                                ? exchange(call, credentials, tries + 1)
                                : stop(ConsentEnd.DOCUSIGN_UNAVAILABLE, "unreachable");
                    case TokenAnswer.NoAnswer noAnswer -> stop(ConsentEnd.DOCUSIGN_UNAVAILABLE, "no_answer");
                });
    }

    private Uni<Answer> granted(Call call, Credential credential, TokenAnswer.Granted granted) {
        Secret refreshToken = granted.refreshToken();
        boolean keepsTokens = call.attempt().grant() == GrantType.AUTHORIZATION_CODE;
        if (keepsTokens && (refreshToken == null || granted.expiresInSeconds() <= 0)) {
            return stop(ConsentEnd.APP_REFUSED, "no_refresh_token");
        }
        return integrations
                .worked(call.integration().name(), credential)
                .onFailure()
                .recoverWithNull()
                .chain(() -> exchanged.accepted(call.integration()))
                .chain(() -> docusign.userInfo(call.integration().environment(), granted.accessToken()))
                .chain(answer -> switch (answer) {
                    case UserInfoAnswer.Known known ->
                        Uni.createFrom()
                                .item(
                                        keepsTokens && refreshToken != null
                                                ? new Given(consent(call, granted, refreshToken, known.userInfo()))
                                                : new Recognised(consenter(known.userInfo())));
                    case UserInfoAnswer.Silent silent -> stop(ConsentEnd.IDENTITY_UNREADABLE, "userinfo_silent");
                    case UserInfoAnswer.Refused refused -> stop(ConsentEnd.IDENTITY_UNREADABLE, "userinfo_refused");
                });
    }

    /** What is left of their lives is counted from when the code was first sent: rather too little than too much. */
    private Consent consent(Call call, TokenAnswer.Granted granted, Secret refreshToken, UserInfo userInfo) {
        Duration elapsed = Duration.ofNanos(clock.nanoTime() - call.sentAt());
        List<String> scopes = granted.scopes();
        return new Consent(
                UUID.randomUUID(),
                consenter(userInfo),
                granted.accessToken(),
                refreshToken,
                Duration.ofSeconds(granted.expiresInSeconds()).minus(elapsed),
                refreshTokenLife.minus(elapsed),
                call.attempt().scopes(),
                scopes == null ? null : String.join(" ", scopes),
                false);
    }

    private static Consenter consenter(UserInfo userInfo) {
        List<Account> accounts = userInfo.accounts().stream()
                .map(account -> new Account(
                        account.accountId(),
                        account.accountName(),
                        account.baseUri().toString()))
                .toList();
        UserInfo.Profile told = userInfo.profile();
        Profile profile = new Profile(told.givenName(), told.familyName(), told.created());
        return new Consenter(userInfo.sub(), userInfo.name(), userInfo.email(), profile, accounts);
    }

    /** Also a 401 that does not say why: it spends no code, whoever says it. */
    private static boolean mayBeAboutClient(TokenAnswer.Refused refused) {
        return refused.meaning() == Meaning.OPERATOR
                || refused.meaning() == Meaning.RECONNECT_OR_OPERATOR
                || refused.status() == UNAUTHORIZED;
    }

    private Uni<Answer> refused(Integration integration, Meaning meaning) {
        return switch (meaning) {
            case RECONNECT, RECONNECT_OR_OPERATOR -> stop(ConsentEnd.TOO_SLOW, "code_expired");
            case OPERATOR, KEY_REFUSED ->
                exchanged.refused(integration).chain(() -> stop(ConsentEnd.APP_REFUSED, "client_refused"));
            case RETRY, USER_THROTTLED -> stop(ConsentEnd.DOCUSIGN_UNAVAILABLE, "throttled");
            case NEEDS_CONSENT, USER_GONE, UNKNOWN_REFUSAL -> stop(ConsentEnd.APP_REFUSED, "unexpected_answer");
            // Somebody before DocuSign said it: there is nothing to set up.
            case UNEXPECTED, EXPIRED_ASSERTION -> stop(ConsentEnd.DOCUSIGN_UNAVAILABLE, "unexpected_answer");
        };
    }

    private static Uni<Answer> stop(ConsentEnd end, String reason) {
        return Uni.createFrom().item(new ConsentResult.Stopped(end, reason));
    }
}
