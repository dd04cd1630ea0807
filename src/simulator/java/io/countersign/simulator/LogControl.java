package io.countersign.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What was called, in the control API. */
final class LogControl {
    private final DocuSignSimulator simulator;

    LogControl(DocuSignSimulator simulator) {
        this.simulator = simulator;
    }

    List<ControlRoute> routes() {
        return List.of(
                ControlRoute.of("GET", "log", this::log).withQuery("path", "client_id", "status", "from"),
                ControlRoute.of("DELETE", "log", call -> {
                    simulator.log().clear();
                    return AdminHandler.done();
                }),
                ControlRoute.of("GET", "token-calls", this::tokenCalls).withQuery("from"),
                ControlRoute.of("DELETE", "token-calls", call -> {
                    simulator.oracle().clear();
                    return AdminHandler.done();
                }),
                ControlRoute.of("GET", "token-calls/counts", call -> Answer.json(200, counts())));
    }

    private Answer log(ControlCall call) {
        Predicate<LoggedCall> wanted = call.number("from")
                .<Predicate<LoggedCall>>map(from -> logged -> logged.sequence() >= from)
                .orElse(logged -> true);
        for (String path : call.query("path").stream().toList()) {
            wanted = wanted.and(logged -> logged.path().equals(path));
        }
        for (String client : call.query("client_id").stream().toList()) {
            wanted = wanted.and(logged -> client.equals(logged.clientId()));
        }
        for (long status : call.number("status").stream().toList()) {
            wanted = wanted.and(logged -> logged.status() != null && logged.status() == status);
        }
        return AdminHandler.ok(simulator.log().calls().stream().filter(wanted).toList());
    }

    private Answer tokenCalls(ControlCall call) {
        return AdminHandler.ok(simulator.oracle().callsFrom(call.number("from").orElse(0L)));
    }

    private JsonNode counts() {
        OracleLog oracle = simulator.oracle();
        return SimulatorJson.object()
                .put("token_calls", oracle.count())
                .put("userinfo_calls", oracle.userInfoCalls())
                .put("running", oracle.running())
                .put("max_concurrent", oracle.maxConcurrent())
                .put("max_concurrent_per_refresh_token", oracle.maxConcurrentPerRefreshToken())
                .setAll(Map.of(
                        "by_grant", SimulatorJson.toTree(oracle.countsByGrant()),
                        "by_outcome", SimulatorJson.toTree(oracle.countsByOutcome())));
    }
}
