package io.countersign.oauth;

import io.countersign.caller.FailedLogin;
import io.countersign.caller.FailedLogin.Door;
import io.countersign.caller.FailedLogin.Reason;
import io.countersign.caller.FailedLogins;
import io.countersign.crypto.Secret;
import io.countersign.limit.ClientNetwork;
import io.countersign.limit.RequestLimits;
import io.countersign.problem.Problem;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Looks up access tokens that are all the credential there is, as often as a network may be wrong about them. */
@ApplicationScoped
class TokensOfStrangers {
    private static final String SCHEME = "Bearer ";

    private static final Problem TOO_MANY = Problem.tooManyRequests(
            "Too many tokens came from this network that are none, and this one was not looked up. Ask again after"
                    + " Retry-After.",
            Duration.ofSeconds(1));

    private final KnownTokens tokens;
    private final RequestLimits limits;
    private final FailedLogins failures;

    TokensOfStrangers(KnownTokens tokens, RequestLimits limits, FailedLogins failures) {
        this.tokens = tokens;
        this.limits = limits;
        this.failures = failures;
    }

    /**
     * The token that is presented as {@code Authorization: Bearer} (RFC 6750, section 2.1).
     *
     * @return empty for one that is not known, and for none. Fails with 429 where the network has to wait, and as
     *     {@link KnownTokens#find(Secret)} does
     */
    Uni<Optional<KnownToken>> find(RoutingContext request) {
        List<String> headers = request.request().headers().getAll(HttpHeaderNames.AUTHORIZATION);
        if (headers.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        ClientNetwork network = ClientNetwork.of(request.request().remoteAddress());
        Optional<Secret> token = bearer(headers);
        if (token.isEmpty()) {
            failures.tell(new FailedLogin(Reason.MALFORMED, Door.USERINFO, network, null));
            return Uni.createFrom().item(Optional.empty());
        }
        if (!limits.maySearch(network)) {
            limits.refusedLogin();
            return Uni.createFrom().failure(TOO_MANY.toException());
        }
        return tokens.find(token.get()).invoke(known -> {
            if (known.isEmpty()) {
                limits.failed(network);
                failures.tell(new FailedLogin(Reason.UNKNOWN, Door.USERINFO, network, null));
            }
        });
    }

    private static Optional<Secret> bearer(List<String> authorization) {
        return authorization.size() == 1 && authorization.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(Secret.ofText(
                        authorization.getFirst().substring(SCHEME.length()).strip()))
                : Optional.empty();
    }
}
