package io.countersign.docusign;

import io.countersign.crypto.Secret;
import io.countersign.docusign.UserInfoAnswer.Silent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with DocuSign's authorization servers.
 *
 * <p>The calls never fail: whatever happens is one of the answer's types. Each sends when it is subscribed to, once per
 * subscription, and ends within {@link DocuSignConfiguration#callTimeout}, so nobody has to cancel. Cancelling the
 * subscription of a token call hangs up on an answer that may carry the only valid refresh token: who must not lose
 * that keeps cancellation away from it. Answers arrive on the Vert.x context of the subscriber, if it had one.
 */
@ApplicationScoped
public class DocuSign {

    private static final Logger LOG = Logger.getLogger(DocuSign.class);
    private static final int USER_INFO_TRIES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final double JITTER = 0.5;

    /** Three tries of a quarter of the deadline and two pauses of an eighth make one deadline. */
    private static final int TRIES_PER_DEADLINE = 4;

    private static final int PAUSES_PER_DEADLINE = 8;

    private final DocuSignConfiguration configuration;
    private final AuthorizationServers servers;
    private final AssertionSigner signer;
    private final CallRecords records;
    private final DocuSignReach reach;

    DocuSign(
            DocuSignConfiguration configuration,
            AuthorizationServers servers,
            AssertionSigner signer,
            CallRecords records,
            DocuSignReach reach) {
        this.configuration = configuration;
        this.servers = servers;
        this.signer = signer;
        this.records = records;
        this.reach = reach;
    }

    /**
     * Scheme, host and port of the environment's authorization server as configured, for a
     * {@code Content-Security-Policy}; no path.
     */
    public URI origin(Environment environment) {
        URI address = servers.address(environment);
        return URI.create(address.getScheme() + "://" + address.getRawAuthority());
    }

    /**
     * Whether an {@code iss} on the callback (RFC 9207) names the environment's authorization server. DocuSign spells
     * it with a slash at the end, in its id tokens at least.
     */
    public boolean isIssuer(Environment environment, String issuer) {
        String origin = origin(environment).toString();
        return issuer.equals(origin) || issuer.equals(origin + "/");
    }

    /**
     * The address to send a person to who is to consent (RFC 6749 section 4.1.1). It carries the state: do not log it.
     * DocuSign always asks the person to log in, because whoever consents for a company should not do so as whichever
     * user the browser happens to know.
     */
    public URI authorizeUri(Environment environment, AuthorizeRequest request) {
        return AuthorizeUris.of(servers.address(environment), request);
    }

    /**
     * Exchanges an authorization code (RFC 6749 section 4.1.3). The code works once and for two minutes, so after
     * {@link TokenAnswer.NoAnswer} it must not be sent again; after {@link TokenAnswer.Unspent} it may.
     */
    public Uni<TokenAnswer> exchangeCode(
            Environment environment, ClientCredentials client, Secret code, Secret codeVerifier) {
        return token(
                environment,
                TokenCall.EXCHANGE,
                server ->
                        server.exchange(basic(client), publicId(client), code.revealText(), codeVerifier.revealText()));
    }

    /**
     * Exchanges a refresh token (RFC 6749 section 6). Sends exactly one request and never repeats it.
     *
     * @param inTime asked once, when the connection stands and right before the request is sent: if it says no, nothing
     *     is. May not block.
     */
    public Uni<TokenAnswer> refresh(
            Environment environment, ClientCredentials client, Secret refreshToken, BooleanSupplier inTime) {
        TokenForm form = TokenForm.refresh(publicId(client), refreshToken, inTime);
        return token(environment, TokenCall.REFRESH, server -> server.send(basic(client), form));
    }

    /**
     * Exchanges an assertion (RFC 7523 section 2.1), which is signed anew for each call and off the event loop. Sends
     * exactly one request, without client authentication, and never repeats it. What is granted has no refresh token.
     *
     * <p>A key that cannot sign is answered as {@link Meaning#KEY_REFUSED} with the status 0: nothing was sent.
     *
     * @param inTime as for a refresh
     */
    public Uni<TokenAnswer> assertUser(Environment environment, Assertion assertion, BooleanSupplier inTime) {
        String audience = servers.address(environment).getRawAuthority();
        Uni<Secret> signed = Uni.createFrom()
                .item(Unchecked.supplier(() -> signer.sign(assertion, audience)))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
        return onCallersContext(signed)
                .chain(jwt -> token(
                        environment,
                        TokenCall.ASSERTION,
                        server -> server.send(null, TokenForm.assertion(jwt, inTime))))
                .onFailure()
                .recoverWithItem(DocuSign::unsigned);
    }

    private static TokenAnswer unsigned(Throwable failure) {
        if (failure instanceof RejectedExecutionException) {
            return new TokenAnswer.NotSent(TokenAnswer.NotSent.Reason.BUSY);
        }
        LOG.error("An assertion could not be signed", failure);
        return new TokenAnswer.Refused(0, "unusable_key", null, Meaning.KEY_REFUSED, null);
    }

    /**
     * Asks who consented and for which accounts. Asks up to three times, with short random pauses, as long as there is
     * no answer that can be used; all of that together takes at most {@link DocuSignConfiguration#callTimeout}.
     */
    public Uni<UserInfoAnswer> userInfo(Environment environment, Secret accessToken) {
        Duration deadline = configuration.callTimeout();
        Duration pauseLimit = deadline.dividedBy(PAUSES_PER_DEADLINE);
        Uni<UserInfoAnswer> once =
                userInfoOnce(environment, deadline.dividedBy(TRIES_PER_DEADLINE), "Bearer " + accessToken.revealText());
        Uni<UserInfoAnswer> upToThreeTimes = once.onItem()
                .transformToUni(DocuSign::failIfWorthAnotherTry)
                .onFailure(StillSilentException.class)
                .retry()
                .withBackOff(shorter(FIRST_PAUSE, pauseLimit), shorter(LONGEST_PAUSE, pauseLimit))
                .withJitter(JITTER)
                .atMost(USER_INFO_TRIES - 1)
                .onFailure(StillSilentException.class)
                .recoverWithItem(silence -> ((StillSilentException) silence).silent());
        return onCallersContext(upToThreeTimes);
    }

    private Uni<UserInfoAnswer> userInfoOnce(Environment environment, Duration limit, String bearer) {
        ApiAddresses addresses = new ApiAddresses(servers.address(environment));
        Uni<UserInfoAnswer> call = servers.call(
                        environment, limit, AuthorizationServers.MAXIMUM_USER_INFO, server -> server.userInfo(bearer))
                .map(answer -> UserInfoAnswers.read(answer, addresses))
                .onFailure()
                .recoverWithItem(failure -> UserInfoAnswers.ofFailure(CallFailure.of(failure)));
        return records.record(environment, "userinfo", reach.watch(environment, call, Heard::of), CallRecords::outcome)
                .invoke(answer -> records.explain(environment, answer));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Uni<UserInfoAnswer> failIfWorthAnotherTry(UserInfoAnswer answer) {
        return answer instanceof Silent silent && UserInfoAnswers.isWorthAnotherTry(silent)
                ? Uni.createFrom().failure(new StillSilentException(silent))
                : Uni.createFrom().item(answer);
    }

    private Uni<TokenAnswer> token(
            Environment environment, TokenCall tokenCall, Function<AuthorizationServer, Uni<Response>> request) {
        Uni<TokenAnswer> call = servers.call(
                        environment, configuration.callTimeout(), AuthorizationServers.MAXIMUM_ANSWER, request)
                .map(answer -> TokenAnswers.read(tokenCall, answer))
                .onFailure()
                .recoverWithItem(failure -> TokenAnswers.ofFailure(CallFailure.of(failure)));
        Uni<TokenAnswer> watched = reach.watch(environment, call, Heard::of);
        return onCallersContext(
                records.record(environment, tokenCall.word(), watched, answer -> CallRecords.outcome(tokenCall, answer))
                        .invoke(answer -> records.explain(environment, tokenCall, answer)));
    }

    /** Deadlines and pauses end on a timer's thread, where a caller's next database call would be refused. */
    private static <T> Uni<T> onCallersContext(Uni<T> calling) {
        return Uni.createFrom().deferred(() -> {
            Context context = Vertx.currentContext();
            return context == null ? calling : calling.emitOn(task -> context.runOnContext(ignored -> task.run()));
        });
    }

    /**
     * RFC 6749 section 2.3.1, without its percent-encoding: DocuSign's own clients do not do it, and neither half needs
     * it. Null, which sends no header, of a public client.
     */
    private static @Nullable String basic(ClientCredentials client) {
        return switch (client) {
            case ClientCredentials.SecretClient secret -> {
                String pair =
                        secret.integrationKey() + ":" + secret.clientSecret().revealText();
                yield "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            }
            case ClientCredentials.PublicApp app -> null;
        };
    }

    /** What stands in the form as {@code client_id}: null, which sends none, where Basic says it. */
    private static @Nullable String publicId(ClientCredentials client) {
        return switch (client) {
            case ClientCredentials.SecretClient secret -> null;
            case ClientCredentials.PublicApp app -> app.integrationKey();
        };
    }

    /** Carries an answer through Mutiny's retry, which knows failures only. */
    private static final class StillSilentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Silent silent;

        StillSilentException(Silent silent) {
            super("DocuSign told nothing that can be used: " + silent.reason(), null, false, false);
            this.silent = silent;
        }

        Silent silent() {
            return silent;
        }
    }
}
