package io.countersign.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The kinds of other projects' operators that the manifests use, as far as they use them: fabric8 has no model of them.
 * What is known stands in {@code custom-kinds.yaml}, taken from the projects' own definitions.
 */
final class CustomKinds {
    private static final String KNOWN = "/kubernetes/custom-kinds.yaml";
    private static final String ANYTHING_NAMED = "*";
    private static final Set<String> OF_EVERY_OBJECT = Set.of("apiVersion", "kind", "metadata");

    private final JsonNode known;

    CustomKinds() {
        try (InputStream file = CustomKinds.class.getResourceAsStream(KNOWN)) {
            known = new ObjectMapper(new YAMLFactory()).readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean know(String apiVersion, String kind) {
        return known.has(key(apiVersion, kind));
    }

    /**
     * Refuses what the definition does not have: unknown or missing fields, values of another type or out of the list.
     *
     * @throws IllegalArgumentException naming the path
     */
    void check(JsonNode document) {
        String kind = document.path("kind").asText();
        JsonNode shape = known.path(key(document.path("apiVersion").asText(), kind));
        for (var field : document.properties()) {
            if (!OF_EVERY_OBJECT.contains(field.getKey())) {
                refuseUnless(field.getKey().equals("spec"), kind + "." + field.getKey(), "is no such field");
            }
        }
        check(document.path("spec"), shape, kind + ".spec");
    }

    private static void check(JsonNode value, JsonNode shape, String path) {
        if (shape.isTextual()) {
            refuseUnless(fits(value, shape.textValue()), path, "is not " + shape.textValue() + " but " + value);
        } else if (shape.isArray()) {
            refuseUnless(value.isArray() && !value.isEmpty(), path, "is no list of anything");
            for (int i = 0; i < value.size(); i++) {
                check(value.get(i), shape.get(0), path + "[" + i + "]");
            }
        } else {
            checkFields(value, shape, path);
        }
    }

    private static void checkFields(JsonNode value, JsonNode shape, String path) {
        refuseUnless(value.isObject(), path, "is missing or no object");
        for (var field : value.properties()) {
            JsonNode inner = Stream.of(field.getKey(), field.getKey() + "!", ANYTHING_NAMED)
                    .filter(shape::has)
                    .map(shape::get)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(path + "." + field.getKey() + " is no such field"));
            check(field.getValue(), inner, path + "." + field.getKey());
        }
        for (var field : shape.properties()) {
            String name = field.getKey().replaceAll("!$", "");
            refuseUnless(name.equals(field.getKey()) || value.has(name), path + "." + name, "is missing");
        }
    }

    private static boolean fits(JsonNode value, String type) {
        return switch (type) {
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "string" -> value.isTextual();
            default -> value.isTextual() && Pattern.matches(type, value.textValue());
        };
    }

    private static String key(String apiVersion, String kind) {
        return apiVersion + " " + kind;
    }

    private static void refuseUnless(boolean right, String path, String what) {
        if (!right) {
            throw new IllegalArgumentException(path + " " + what);
        }
    }
}
