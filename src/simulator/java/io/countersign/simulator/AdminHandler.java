package io.countersign.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The admin API under {@code /simulator/}, for a simulator that runs as a process of its own. Bodies are JSON in snake
 * case, durations are seconds.
 *
 * <ul>
 *   <li>{@code GET, PUT settings}: the fields of {@link SimulatorSettings}; PUT changes those it names
 *   <li>{@code GET, PUT, POST, DELETE faults}: PUT replaces the plan by a list of
 *       {@code {"times":1,"fault":{"target": "TOKEN_REFRESH","delay_before":0,"delay_after":2.5,"effect":{"kind":"dropped_after"}}}};
 *       POST adds one such entry; without {@code times} it lasts
 *   <li>{@code GET odd-answers}: every {@link OddAnswer} with what it says and its effect; a fault names one instead of
 *       an effect: {@code {"times":1,"fault":{"target":"TOKEN_REFRESH","odd_answer":"GZIP"}}}
 *   <li>{@code GET, DELETE calls}: the oracle log, {@code ?from=} a sequence number; {@code GET counts}: its sums
 *   <li>{@code GET, POST clock}: {@code {"advance":3600}}
 *   <li>{@code PUT users}, {@code PUT clients}: one {@link SimulatedUser} or {@link SimulatedClient}, added or replaced
 *   <li>{@code POST users/close} {@code {"sub":}}, {@code POST consents/revoke} {@code {"client_id":,"sub":}}
 *   <li>{@code POST grants} {@code {"client_id":,"sub":,"scope":"signature extended"}}: tokens without a browser
 *   <li>{@code GET refresh-tokens/}<i>hash</i>: whether the token would be accepted now
 * </ul>
 */
final class AdminHandler {
    static final String PREFIX = "/simulator/";
    private static final String ODD_ANSWER = "odd_answer";
    private static final String REFRESH_TOKENS = "refresh-tokens/";

    private final DocuSignSimulator simulator;

    AdminHandler(DocuSignSimulator simulator) {
        this.simulator = simulator;
    }

    Answer answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(PREFIX.length());
        try {
            return switch (exchange.getRequestMethod()) {
                case "GET" -> get(path, exchange);
                case "DELETE" -> delete(path);
                case "PUT", "POST" -> write(exchange.getRequestMethod() + " " + path, json(exchange));
                default -> Answer.methodNotAllowed("GET, PUT, POST, DELETE");
            };
        } catch (JsonProcessingException | IllegalArgumentException wrong) {
            return badRequest(wrong);
        }
    }

    private Answer get(String path, HttpExchange exchange) {
        return switch (path) {
            case "" -> Answer.json(200, overview());
            case "settings" -> ok(simulator.settings());
            case "faults" -> ok(simulator.faults().planned());
            case "odd-answers" -> ok(OddAnswer.catalogue());
            case "calls" -> ok(simulator.oracle().callsFrom(from(exchange)));
            case "counts" -> Answer.json(200, counts());
            case "clock" -> clock();
            default ->
                path.startsWith(REFRESH_TOKENS)
                        ? ok(Map.of("usable", simulator.isRefreshTokenUsable(path.substring(REFRESH_TOKENS.length()))))
                        : Answer.notFound();
        };
    }

    private Answer delete(String path) {
        return switch (path) {
            case "faults" -> {
                simulator.faults().clear();
                yield done();
            }
            case "calls" -> {
                simulator.oracle().clear();
                yield done();
            }
            default -> Answer.notFound();
        };
    }

    private Answer write(String what, JsonNode body) throws JsonProcessingException {
        switch (what) {
            case "PUT settings" -> {
                simulator.change(settings -> merged(settings, body));
                return ok(simulator.settings());
            }
            case "PUT faults" -> simulator.faults().replace(plan(body));
            case "POST faults" -> simulator.faults().add(planned(body));
            case "POST clock" -> {
                simulator.clock().advance(SimulatorJson.read(body.required("advance"), Duration.class));
                return clock();
            }
            case "PUT users" -> simulator.put(SimulatorJson.read(body, SimulatedUser.class));
            case "PUT clients" -> simulator.put(SimulatorJson.read(body, SimulatedClient.class));
            case "POST users/close" -> simulator.closeUser(text(body, "sub"));
            case "POST consents/revoke" -> simulator.revokeConsent(text(body, "client_id"), text(body, "sub"));
            case "POST grants" -> {
                return ok(simulator.grant(
                        text(body, "client_id"),
                        text(body, "sub"),
                        Set.of(text(body, "scope").split(" "))));
            }
            default -> {
                return Answer.notFound();
            }
        }
        return done();
    }

    private static List<FaultPlan.Planned> plan(JsonNode body) throws JsonProcessingException {
        List<FaultPlan.Planned> plan = new ArrayList<>();
        for (JsonNode entry : body) {
            plan.add(planned(entry));
        }
        return plan;
    }

    private static FaultPlan.Planned planned(JsonNode entry) throws JsonProcessingException {
        if (entry.path("fault") instanceof ObjectNode fault && fault.has(ODD_ANSWER)) {
            OddAnswer odd = OddAnswer.valueOf(text(fault, ODD_ANSWER));
            fault.remove(ODD_ANSWER);
            FaultTarget target = SimulatorJson.read(fault.required("target"), FaultTarget.class);
            fault.set("effect", SimulatorJson.toTree(odd.fault(target).effect()));
        }
        return SimulatorJson.read(entry, FaultPlan.Planned.class);
    }

    private static SimulatorSettings merged(SimulatorSettings settings, JsonNode changes) {
        try {
            return SimulatorJson.merge(settings, changes);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
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

    private Answer clock() {
        return ok(Map.of(
                "now", simulator.clock().instant(), "offset", simulator.clock().offset()));
    }

    private static JsonNode overview() {
        return SimulatorJson.object()
                .put("simulator", "Not DocuSign; nothing here is real.")
                .set(
                        "paths",
                        SimulatorJson.toTree(List.of(
                                "settings",
                                "faults",
                                "odd-answers",
                                "calls",
                                "counts",
                                "clock",
                                "users",
                                "users/close",
                                "clients",
                                "consents/revoke",
                                "grants",
                                "refresh-tokens/{sha256}")));
    }

    private static JsonNode json(HttpExchange exchange) throws IOException {
        byte[] body = RequestBody.bytes(exchange)
                .orElseThrow(() -> new IllegalArgumentException("The body is larger than 256 KiB"));
        JsonNode tree = SimulatorJson.read(body);
        if (!tree.isContainerNode()) {
            throw new IllegalArgumentException("The body must be a JSON object or list");
        }
        return tree;
    }

    private static String text(JsonNode body, String field) {
        return Optional.ofNullable(body.path(field).textValue())
                .orElseThrow(() -> new IllegalArgumentException("The field " + field + " is missing or no string"));
    }

    private static long from(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestURI().getRawQuery())
                .flatMap(Form::parse)
                .flatMap(query -> query.get("from"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static Answer ok(Object value) {
        return Answer.json(200, SimulatorJson.toTree(value));
    }

    private static Answer done() {
        return new Answer(204, Map.of(), new byte[0]);
    }

    private static Answer badRequest(Exception wrong) {
        String message = wrong instanceof JsonProcessingException json ? json.getOriginalMessage() : wrong.getMessage();
        return Answer.json(
                400, SimulatorJson.object().put("error", "bad_request").put("message", message));
    }
}
