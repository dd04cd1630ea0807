package io.countersign.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/** Processes and answers a call as a fault would have it. */
final class FaultyAnswers {
    private FaultyAnswers() {}

    /**
     * Answers one call.
     *
     * @param processing makes the answer and commits what it says; not run when the fault forestalls it
     * @param answering told when the answer, or the closing of the connection, is about to begin
     * @return what the caller got to see
     */
    static Delivery answer(HttpExchange exchange, Fault fault, Supplier<Answer> processing, Runnable answering) {
        try {
            pause(fault.delayBefore());
            return switch (fault.effect()) {
                case FaultEffect.AnsweredInstead instead -> sendInstead(exchange, instead, fault, answering);
                case FaultEffect.DroppedBefore() -> {
                    answering.run();
                    yield drop(exchange);
                }
                case FaultEffect.DroppedAfter() -> {
                    process(processing, fault, answering);
                    yield drop(exchange);
                }
                case FaultEffect.Processed() -> {
                    process(processing, fault, answering).send(exchange);
                    yield Delivery.DELIVERED;
                }
                case FaultEffect.HalfBody() -> {
                    process(processing, fault, answering).sendHalf(exchange);
                    yield Delivery.BROKEN;
                }
                case FaultEffect.BadJson() -> {
                    garble(process(processing, fault, answering)).send(exchange);
                    yield Delivery.BROKEN;
                }
                case FaultEffect.FieldRemoved(String name) -> {
                    without(process(processing, fault, answering), name).send(exchange);
                    yield name.equals("refresh_token") ? Delivery.BROKEN : Delivery.ALTERED;
                }
                case FaultEffect.FieldReplaced(String name, JsonNode value) -> {
                    replaced(process(processing, fault, answering), name, value).send(exchange);
                    yield name.equals("refresh_token") ? Delivery.BROKEN : Delivery.ALTERED;
                }
                case FaultEffect.Padded(int bytes) -> {
                    JsonNode padding = SimulatorJson.toTree("x".repeat(bytes));
                    replaced(process(processing, fault, answering), "padding", padding)
                            .send(exchange);
                    yield Delivery.ALTERED;
                }
            };
        } catch (IOException callerHasGone) {
            return drop(exchange);
        }
    }

    private static Answer process(Supplier<Answer> processing, Fault fault, Runnable answering) {
        Answer answer = processing.get();
        pause(fault.delayAfter());
        answering.run();
        return answer;
    }

    private static Delivery sendInstead(
            HttpExchange exchange, FaultEffect.AnsweredInstead instead, Fault fault, Runnable answering)
            throws IOException {
        pause(fault.delayAfter());
        answering.run();
        Answer answer = Answer.json(instead.status(), instead.body().getBytes(StandardCharsets.UTF_8));
        for (var header : instead.headers().entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        answer.send(exchange);
        return Delivery.DELIVERED;
    }

    /** Before any header was sent, this closes the connection. */
    private static Delivery drop(HttpExchange exchange) {
        exchange.close();
        return Delivery.NOT_SENT;
    }

    private static Answer garble(Answer answer) {
        String json = new String(answer.body(), StandardCharsets.UTF_8);
        return withBody(answer, json.replaceFirst("\\{\"", "{'").getBytes(StandardCharsets.UTF_8));
    }

    private static Answer without(Answer answer, String field) throws IOException {
        JsonNode tree = SimulatorJson.read(answer.body());
        if (tree instanceof ObjectNode object) {
            object.remove(field);
        }
        return withBody(answer, SimulatorJson.toBytes(tree));
    }

    private static Answer replaced(Answer answer, String field, JsonNode value) throws IOException {
        JsonNode tree = SimulatorJson.read(answer.body());
        if (tree instanceof ObjectNode object) {
            object.set(field, value);
        }
        return withBody(answer, SimulatorJson.toBytes(tree));
    }

    private static Answer withBody(Answer answer, byte[] body) {
        return new Answer(answer.status(), answer.headers(), body);
    }

    private static void pause(Duration delay) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
