package io.countersign.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The control API under {@code /simulator/}: everything that can be asked of a running simulator and changed about it.
 * Bodies are JSON in snake case, durations are seconds. {@code openapi.yaml} beside this class describes it, and is
 * served.
 */
final class AdminHandler {
    static final String PREFIX = "/simulator/";
    private static final String DESCRIPTION = "openapi.yaml";

    private final DocuSignSimulator simulator;
    private final List<ControlRoute> routes;

    AdminHandler(DocuSignSimulator simulator, Stores stores, AuthorizeHandler authorize) {
        this.simulator = simulator;
        this.routes = Stream.of(
                        List.of(
                                ControlRoute.of("GET", "", call -> overview()),
                                ControlRoute.of("GET", DESCRIPTION, call -> description()),
                                ControlRoute.of("POST", "reset", call -> reset()),
                                ControlRoute.of("PUT", "start", call -> startHere())),
                        new ClientControl(stores).routes(),
                        new UserControl(simulator, stores).routes(),
                        new GrantControl(simulator, stores).routes(),
                        new SignInControl(stores, authorize).routes(),
                        new ConditionsControl(simulator).routes(),
                        new LogControl(simulator).routes())
                .flatMap(List::stream)
                .toList();
    }

    /** The operations, for comparison with their description. */
    List<ControlRoute> routes() {
        return routes;
    }

    Answer answer(HttpExchange exchange) throws IOException {
        byte[] body = RequestBody.bytes(exchange).orElse(null);
        if (body == null) {
            return ControlRefusal.badRequest("The body is larger than 256 KiB.").answer();
        }
        try {
            return dispatch(exchange, body);
        } catch (ControlRefusal refusal) {
            return refusal.answer();
        } catch (IllegalArgumentException wrong) {
            return ControlRefusal.badRequest(PlainWords.of(wrong)).answer();
        }
    }

    /** What a person sees who opens the simulator's address. */
    String homePage() {
        return HomePage.of(simulator);
    }

    private Answer dispatch(HttpExchange exchange, byte[] body) {
        String path = exchange.getRequestURI().getPath().substring(PREFIX.length());
        String method = exchange.getRequestMethod();
        TreeSet<String> allowed = new TreeSet<>();
        for (ControlRoute route : routes) {
            Optional<Map<String, String>> variables = route.match(path);
            if (variables.isPresent() && route.method().equals(method)) {
                return route.operation().apply(new ControlCall(variables.get(), query(exchange, route), body));
            }
            variables.ifPresent(fits -> allowed.add(route.method()));
        }
        return allowed.isEmpty() ? unknown(path) : wrongMethod(method, allowed);
    }

    private static Form query(HttpExchange exchange, ControlRoute route) {
        Form query = Optional.ofNullable(exchange.getRequestURI().getRawQuery())
                .map(raw -> Form.parse(raw)
                        .orElseThrow(() -> ControlRefusal.badRequest("The query has a broken escape (%).")))
                .orElseGet(Form::empty);
        query.names().stream().filter(name -> !route.query().contains(name)).forEach(name -> {
            throw ControlRefusal.badRequest("There is no query parameter \"" + name + "\". Known are "
                    + (route.query().isEmpty() ? "none" : String.join(", ", new TreeSet<>(route.query()))) + ".");
        });
        return query;
    }

    private Answer unknown(String path) {
        return ControlRefusal.notFound("There is no " + PREFIX + path + ". GET " + PREFIX + " lists what there is.")
                .answer();
    }

    private static Answer wrongMethod(String method, TreeSet<String> allowed) {
        String list = String.join(", ", allowed);
        ObjectNode json = SimulatorJson.object()
                .put("error", "method_not_allowed")
                .put("message", method + " is not possible here. Allowed: " + list + ".");
        return Answer.json(405, json).with("Allow", list);
    }

    private Answer overview() {
        ObjectNode json = SimulatorJson.object()
                .put("simulator", "Not DocuSign; nothing here is real.")
                .put("base_url", simulator.baseUrl())
                .put("description", simulator.baseUrl() + PREFIX + DESCRIPTION);
        json.set("clients", SimulatorJson.toTree(simulator.clients()));
        json.set("users", SimulatorJson.toTree(simulator.users()));
        json.set(
                "operations",
                SimulatorJson.toTree(routes.stream()
                        .map(route -> route.method() + " " + PREFIX + route.path())
                        .toList()));
        return Answer.json(200, json);
    }

    private Answer reset() {
        simulator.reset();
        return done();
    }

    private Answer startHere() {
        simulator.startHere();
        return done();
    }

    private static Answer description() {
        try (InputStream yaml = AdminHandler.class.getResourceAsStream(DESCRIPTION)) {
            if (yaml == null) {
                throw new IllegalStateException(DESCRIPTION + " is not on the class path");
            }
            return new Answer(200, Map.of("Content-Type", "application/yaml; charset=utf-8"), yaml.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Answer ok(Object value) {
        return Answer.json(200, SimulatorJson.toTree(value));
    }

    static Answer done() {
        return new Answer(204, Map.of(), new byte[0]);
    }
}
