package io.countersign.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * A call of the control API.
 *
 * @param path the values of the path's variables
 * @param query the query
 * @param body the body, possibly empty; not copied
 */
record ControlCall(Map<String, String> path, Form query, byte[] body) {
    String path(String name) {
        return Optional.ofNullable(path.get(name)).orElseThrow();
    }

    Optional<String> query(String name) {
        return query.get(name);
    }

    /** A whole number from the query. */
    Optional<Long> number(String name) {
        return query(name).map(text -> {
            if (!text.matches("[0-9]{1,18}")) {
                throw ControlRefusal.badRequest("\"" + name + "\" must be a whole number, not " + text + ".");
            }
            return Long.parseLong(text);
        });
    }

    ObjectNode object() {
        return SimulatorJson.readObject(body);
    }

    <T> T read(Class<T> type) {
        return SimulatorJson.read(object(), type);
    }

    JsonNode json() {
        return SimulatorJson.read(body);
    }
}
