package io.countersign.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /oauth/userinfo}: who the bearer is and which accounts the bearer belongs to. */
final class UserInfoHandler {
    private static final String BEARER = "Bearer ";

    private final Directory directory;
    private final GrantStore grants;
    private final FaultPlan faults;
    private final OracleLog oracle;
    private final Supplier<String> baseUrl;

    UserInfoHandler(
            Directory directory, GrantStore grants, FaultPlan faults, OracleLog oracle, Supplier<String> baseUrl) {
        this.directory = directory;
        this.grants = grants;
        this.faults = faults;
        this.oracle = oracle;
        this.baseUrl = baseUrl;
    }

    void handle(HttpExchange exchange) {
        oracle.userInfoCalled();
        faults.pass(FaultTarget.USERINFO);
        Fault fault = faults.take(FaultTarget.USERINFO).orElse(Fault.NONE);
        FaultyAnswers.answer(
                exchange, fault, () -> answer(exchange.getRequestHeaders().getFirst("Authorization")), () -> {});
    }

    private Answer answer(@Nullable String authorization) {
        return Optional.ofNullable(authorization)
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .flatMap(header -> grants.subOfAccessToken(
                        header.substring(BEARER.length()).strip()))
                .flatMap(directory::openUser)
                .map(user -> Answer.json(200, json(user)))
                .orElseGet(UserInfoHandler::deadToken);
    }

    /** DocuSign answers a dead token with 401 and, misleadingly, the text of a server error. */
    private static Answer deadToken() {
        ObjectNode json = SimulatorJson.object()
                .put("error", "internal_server_error")
                .put("reference_id", UUID.randomUUID().toString());
        return Answer.json(401, json);
    }

    private ObjectNode json(SimulatedUser user) {
        ObjectNode json = SimulatorJson.object()
                .put("sub", user.sub())
                .put("name", user.name())
                .put("given_name", user.givenName())
                .put("family_name", user.familyName())
                .put("created", user.created().toString())
                .put("email", user.email());
        ArrayNode accounts = json.putArray("accounts");
        user.accounts().forEach(account -> describe(account, accounts.addObject()));
        return json;
    }

    private void describe(SimulatedAccount account, ObjectNode json) {
        json.put("account_id", account.accountId())
                .put("is_default", account.isDefault())
                .put("account_name", account.accountName())
                .put("base_uri", account.baseUri());
        String organization = account.organizationId();
        if (organization != null) {
            ObjectNode described = json.putObject("organization").put("organization_id", organization);
            described
                    .putArray("links")
                    .addObject()
                    .put("rel", "self")
                    .put("href", baseUrl.get() + "/organizations/" + organization);
        }
    }
}
