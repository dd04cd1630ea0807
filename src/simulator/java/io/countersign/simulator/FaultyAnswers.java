package io.countersign.simulator;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
            Made made = make(fault.effect(), processing);
            pause(fault.delayAfter());
            answering.run();
            return made.send(exchange);
        } catch (IOException callerHasGone) {
            return drop(exchange);
        }
    }

    /** Writes an answer to the connection. */
    private interface Sender {
        void send(Answer answer, HttpExchange exchange) throws IOException;
    }

    /** What is to be sent and how, and what the caller will have seen of it; no answer if the connection just ends. */
    private record Made(@Nullable Answer answer, Delivery delivery, Sender sender) {
        Made(@Nullable Answer answer, Delivery delivery) {
            this(answer, delivery, Answer::send);
        }

        Delivery send(HttpExchange exchange) throws IOException {
            if (answer == null) {
                return drop(exchange);
            }
            sender.send(answer, exchange);
            return delivery;
        }
    }

    private static Made make(FaultEffect effect, Supplier<Answer> processing) throws IOException {
        return switch (effect) {
            case FaultEffect.AnsweredInstead instead -> new Made(answerOf(instead), Delivery.DELIVERED);
            case FaultEffect.DroppedBefore() -> new Made(null, Delivery.NOT_SENT);
            case FaultEffect.DroppedAfter() -> {
                processing.get();
                yield new Made(null, Delivery.NOT_SENT);
            }
            case FaultEffect.Processed() -> new Made(processing.get(), Delivery.DELIVERED);
            case FaultEffect.HalfBody() -> new Made(processing.get(), Delivery.BROKEN, Answer::sendHalf);
            case FaultEffect.Unended() -> new Made(processing.get(), Delivery.ALTERED, Answer::sendUnended);
            case FaultEffect.BadJson() -> new Made(garble(processing.get()), Delivery.BROKEN);
            case FaultEffect.FieldRemoved(String name) -> new Made(without(processing.get(), name), alteredBy(name));
            case FaultEffect.FieldReplaced(String name, JsonNode value) ->
                new Made(replaced(processing.get(), name, value), alteredBy(name));
            case FaultEffect.ElementsAdded(String name, JsonNode elements) ->
                new Made(extended(processing.get(), name, elements), Delivery.ALTERED);
            case FaultEffect.Padded(int bytes) -> {
                JsonNode padding = SimulatorJson.toTree("x".repeat(bytes));
                yield new Made(replaced(processing.get(), "padding", padding), Delivery.ALTERED);
            }
            case FaultEffect.Encoded encoded -> encode(encoded, make(encoded.of(), processing));
        };
    }

    private static Delivery alteredBy(String field) {
        return field.equals("refresh_token") ? Delivery.BROKEN : Delivery.ALTERED;
    }

    private static Answer answerOf(FaultEffect.AnsweredInstead instead) {
        Answer answer = Answer.json(instead.status(), instead.body().getBytes(StandardCharsets.UTF_8));
        for (var header : instead.headers().entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }

    private static Made encode(FaultEffect.Encoded encoded, Made made) {
        Answer plain = requireNonNull(made.answer());
        Answer packed = withBody(plain, encoded.packing().pack(plain.body()));
        String header = encoded.contentEncoding();
        Answer answer = header == null ? packed : packed.with("Content-Encoding", header);
        Delivery delivery = encoded.packing().keepsTokens() ? made.delivery() : Delivery.BROKEN;
        return new Made(answer, delivery == Delivery.DELIVERED ? Delivery.ALTERED : delivery, made.sender());
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

    private static Answer extended(Answer answer, String list, JsonNode elements) throws IOException {
        ArrayNode all = SimulatorJson.object().putArray(list);
        elements.forEach(all::add);
        SimulatorJson.read(answer.body()).path(list).forEach(all::add);
        return replaced(answer, list, all);
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
