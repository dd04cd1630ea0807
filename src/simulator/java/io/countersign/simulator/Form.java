package io.countersign.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters of a query or of an {@code application/x-www-form-urlencoded} body, decoded as UTF-8. */
final class Form {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private Form() {}

    static Form empty() {
        return new Form();
    }

    /** Reads the encoded form; empty when an escape is broken. */
    static Optional<Form> parse(String encoded) {
        Form form = new Form();
        try {
            for (String pair : encoded.split("&")) {
                if (!pair.isEmpty()) {
                    form.add(pair);
                }
            }
            return Optional.of(form);
        } catch (IllegalArgumentException brokenEscape) {
            return Optional.empty();
        }
    }

    /** The first value of a parameter, which may be empty. */
    Optional<String> get(String name) {
        return values.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** The names of the parameters, in their order. */
    Set<String> names() {
        return values.keySet();
    }

    /** Whether a parameter appears twice, which RFC 6749 section 3 forbids. */
    boolean repeatsAny() {
        return values.values().stream().anyMatch(list -> list.size() > 1);
    }

    private void add(String pair) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        values.computeIfAbsent(decode(name), key -> new ArrayList<>()).add(decode(value));
    }

    private static String decode(String encoded) {
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }
}
