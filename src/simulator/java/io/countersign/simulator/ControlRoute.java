package io.countersign.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One operation of the control API.
 *
 * @param method the HTTP method
 * @param path the path below {@code /simulator/}, with variables in braces, as the description has it
 * @param query the parameters its query may have
 * @param operation what it does
 */
record ControlRoute(String method, String path, Set<String> query, Function<ControlCall, Answer> operation) {
    static ControlRoute of(String method, String path, Function<ControlCall, Answer> operation) {
        return new ControlRoute(method, path, Set.of(), operation);
    }

    ControlRoute withQuery(String... names) {
        return new ControlRoute(method, path, Set.of(names), operation);
    }

    /** The values of the variables, if the path fits. */
    Optional<Map<String, String>> match(String requested) {
        List<String> wanted = List.of(path.split("/", -1));
        List<String> given = List.of(requested.split("/", -1));
        if (wanted.size() != given.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            String name = wanted.get(i);
            if (name.startsWith("{") && !given.get(i).isEmpty()) {
                variables.put(name.substring(1, name.length() - 1), given.get(i));
            } else if (!name.equals(given.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }
}
