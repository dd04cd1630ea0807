package io.countersign.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code POST /oauth/token} over HTTP: reads the form, lets faults strike, and tells the oracle. */
final class TokenHandler {
    private final TokenEndpoint endpoint;
    private final FaultPlan faults;
    private final OracleLog oracle;
    private final CurrentSettings settings;

    TokenHandler(TokenEndpoint endpoint, FaultPlan faults, OracleLog oracle, CurrentSettings settings) {
        this.endpoint = endpoint;
        this.faults = faults;
        this.oracle = oracle;
        this.settings = settings;
    }

    void handle(HttpExchange exchange) throws IOException {
        Optional<Form> read = RequestBody.form(exchange);
        Form form = read.orElseGet(Form::empty);
        ClientCredentials credentials =
                ClientCredentials.of(exchange.getRequestHeaders().getFirst("Authorization"), form);
        String grant = form.get("grant_type").orElse("");
        OracleLog.Entry entry = oracle.begin(
                presentedClient(form, credentials),
                grant,
                form.get("refresh_token").orElse(null));
        faults.pass(FaultTarget.ofGrant(grant));
        Optional<Fault> fault = faults.take(FaultTarget.ofGrant(grant));
        fault.ifPresent(entry::struckBy);
        Delivery delivery = Delivery.NOT_SENT;
        try {
            delivery = FaultyAnswers.answer(
                    exchange,
                    fault.orElse(Fault.NONE),
                    () -> process(exchange, read, credentials, entry),
                    entry::answering);
        } finally {
            entry.ended(delivery);
        }
    }

    /** Who the caller says it is; an assertion says so itself. */
    private static @Nullable String presentedClient(Form form, ClientCredentials credentials) {
        return Assertion.issuer(form).orElse(credentials.clientId());
    }

    private Answer process(
            HttpExchange exchange, Optional<Form> form, ClientCredentials credentials, OracleLog.Entry entry) {
        TokenOutcome outcome = form.isEmpty()
                ? TokenOutcome.invalidRequest()
                : endpoint.decide(form.get(), credentials, Origin.of(exchange));
        entry.decided(outcome);
        if (outcome instanceof TokenOutcome.Refused refused && exchange instanceof LoggedExchange logged) {
            logged.refusedBecause(refused.why());
        }
        return answer(outcome);
    }

    private Answer answer(TokenOutcome outcome) {
        return switch (outcome) {
            case TokenOutcome.Issued(IssuedTokens tokens) -> Answer.json(200, json(tokens));
            case TokenOutcome.Refused refused
            when refused.status() == 401 ->
                // RFC 6749 section 5.2 and RFC 9110 section 11.6.1: a 401 names the scheme.
                Answer.json(401, json(refused)).with("WWW-Authenticate", "Basic realm=\"DocuSign simulator\"");
            case TokenOutcome.Refused refused -> Answer.json(refused.status(), json(refused));
        };
    }

    private ObjectNode json(IssuedTokens tokens) {
        ObjectNode json = SimulatorJson.object();
        json.put("access_token", tokens.accessToken());
        json.put("token_type", "Bearer");
        if (tokens.refreshToken() != null) {
            json.put("refresh_token", tokens.refreshToken());
        }
        if (tokens.idToken() != null) {
            json.put("id_token", tokens.idToken());
        }
        json.put("expires_in", tokens.accessTokenLife().toSeconds());
        if (settings.get().scopeInAnswer()) {
            json.put("scope", echoed(tokens));
        }
        return json;
    }

    /** DocuSign grants {@code extended} but does not echo it. */
    private static String echoed(IssuedTokens tokens) {
        return tokens.scopes().stream()
                .filter(scope -> !scope.equals(RefreshToken.EXTENDED))
                .collect(Collectors.joining(" "));
    }

    private static ObjectNode json(TokenOutcome.Refused refused) {
        ObjectNode json = SimulatorJson.object().put("error", refused.error());
        if (refused.description() != null) {
            json.put("error_description", refused.description());
        }
        return json;
    }
}
