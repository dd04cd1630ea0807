package io.countersign.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.util.Optional;

/**
 * A stub of the eSignature API, for a client that wants to see its token accepted:
 * {@code GET /restapi/v2.1/accounts/}<i>id</i> tells the account to a live token of one of its members, and answers
 * everybody else with DocuSign's error codes.
 */
final class AccountsHandler {
    static final String PREFIX = "/restapi/v2.1/accounts/";

    private static final String SIGNATURE = "signature";

    private final Directory directory;
    private final GrantStore grants;

    AccountsHandler(Directory directory, GrantStore grants) {
        this.directory = directory;
        this.grants = grants;
    }

    Answer answer(HttpExchange exchange) {
        String accountId = exchange.getRequestURI().getPath().substring(PREFIX.length());
        if (accountId.isEmpty() || accountId.contains("/")) {
            return Answer.notFound();
        }
        Optional<String> token = BearerToken.of(exchange);
        return token.isEmpty()
                ? refused("AUTHORIZATION_MISSING_TOKEN", "The request did not carry an access token.")
                : tell(accountId, token.get());
    }

    private Answer tell(String accountId, String token) {
        Optional<AccessToken> live = grants.accessToken(token)
                .filter(known -> directory.openUser(known.sub()).isPresent());
        if (live.isEmpty()) {
            return refused(
                    "AUTHORIZATION_INVALID_TOKEN", "The access token provided is expired, revoked or malformed.");
        }
        if (!live.get().scopes().contains(SIGNATURE)) {
            return refused(
                    "AUTHORIZATION_INSUFFICIENT_SCOPE", "The access token does not have the scope " + SIGNATURE + ".");
        }
        return directory.openUser(live.get().sub()).stream()
                .flatMap(user -> user.accounts().stream())
                .filter(account -> account.accountId().equals(accountId))
                .findFirst()
                .map(AccountsHandler::told)
                .orElseGet(() -> refused(
                        "USER_DOES_NOT_BELONG_TO_SPECIFIED_ACCOUNT",
                        "The specified User is not a member of the specified Account."));
    }

    private static Answer told(SimulatedAccount account) {
        return Answer.json(
                200,
                SimulatorJson.object()
                        .put("accountIdGuid", account.accountId())
                        .put("accountName", account.accountName()));
    }

    private static Answer refused(String code, String message) {
        return Answer.json(401, SimulatorJson.object().put("errorCode", code).put("message", message));
    }
}
