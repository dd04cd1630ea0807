package io.countersign.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/** {@code GET /oauth/userinfo}: who the bearer is and which accounts the bearer belongs to. */
final class UserInfoHandler {
    private final Directory directory;
    private final GrantStore grants;
    private final FaultPlan faults;
    private final OracleLog oracle;

    UserInfoHandler(Directory directory, GrantStore grants, FaultPlan faults, OracleLog oracle) {
        this.directory = directory;
        this.grants = grants;
        this.faults = faults;
        this.oracle = oracle;
    }

    void handle(HttpExchange exchange) {
        oracle.userInfoCalled();
        faults.pass(FaultTarget.USERINFO);
        Fault fault = faults.take(FaultTarget.USERINFO).orElse(Fault.NONE);
        FaultyAnswers.answer(exchange, fault, () -> answer(exchange), () -> {});
    }

    private Answer answer(HttpExchange exchange) {
        return BearerToken.of(exchange)
                .flatMap(grants::accessToken)
                .flatMap(known -> directory.openUser(known.sub()))
                .map(user -> Answer.json(200, json(user, Origin.of(exchange))))
                .orElseGet(UserInfoHandler::deadToken);
    }

    /** DocuSign answers a dead token with 401 and, misleadingly, the text of a server error. */
    private static Answer deadToken() {
        ObjectNode json = SimulatorJson.object()
                .put("error", "internal_server_error")
                .put("reference_id", UUID.randomUUID().toString());
        return Answer.json(401, json);
    }

    private ObjectNode json(SimulatedUser user, Origin origin) {
        ObjectNode json = SimulatorJson.object()
                .put("sub", user.sub())
                .put("name", user.name())
                .put("given_name", user.givenName())
                .put("family_name", user.familyName())
                .put("created", DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(user.created()))
                .put("email", user.email());
        ArrayNode accounts = json.putArray("accounts");
        user.accounts().forEach(account -> describe(account, origin, accounts.addObject()));
        return json;
    }

    private static void describe(SimulatedAccount account, Origin origin, ObjectNode json) {
        json.put("account_id", account.accountId())
                .put("is_default", account.isDefault())
                .put("account_name", account.accountName())
                .put("base_uri", account.baseUri() == null ? origin.toString() : account.baseUri());
        String organization = account.organizationId();
        if (organization != null) {
            ObjectNode described = json.putObject("organization").put("organization_id", organization);
            described
                    .putArray("links")
                    .addObject()
                    .put("rel", "self")
                    .put("href", origin + "/organizations/" + organization);
        }
    }
}
