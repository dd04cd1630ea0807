package io.countersign.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * JSON at random, near what a schema allows: mostly an example's values and the schema's bounds, now and then of
 * another type, a step beyond a bound, or text that only an adversary sends.
 */
final class RandomJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> ODD_TEXTS = List.of(
            "",
            " ",
            "\t",
            "*",
            "-",
            "a",
            "A",
            "%00",
            "\u0000",
            "a\u0000b",
            "\n",
            "\u200b",
            "\u3164",
            "\u202egnp.exe",
            "\ud800",
            "a\udc00b",
            "\ud83e\udd84",
            "\u212a",
            "\u0130",
            "null",
            "'; DROP TABLE tenant; --",
            "<script>alert(1)</script>",
            "${jndi:ldap://localhost}",
            "../../etc/passwd",
            "x@y",
            "https://example.com/\u00fc?\r\nx: y",
            "x".repeat(64),
            "x".repeat(201),
            "x".repeat(5_000));

    private final JsonNode document;
    private final RandomGenerator random;
    private final Map<String, List<String>> stock;
    private final List<String> names;

    /**
     * @param document an OpenAPI document, in which references are looked up
     * @param stock names of what may exist, by the fields that hold one
     */
    RandomJson(JsonNode document, RandomGenerator random, Map<String, List<String>> stock) {
        this.document = document;
        this.random = random;
        this.stock = stock;
        this.names = stock.values().stream().flatMap(List::stream).toList();
    }

    /** A body for that schema; about half of them differ from the example in some way. */
    JsonNode body(JsonNode schema, JsonNode example) {
        if (oneIn(20)) {
            return anything(3);
        }
        JsonNode resolved = resolved(schema);
        ObjectNode body = example.isObject() ? example.deepCopy() : JSON.objectNode();
        for (String field : fieldsOf(resolved)) {
            if (stock.containsKey(field)) {
                body.put(field, any(stock.get(field)));
            }
            switch (random.nextInt(10)) {
                case 0 -> body.remove(field);
                case 1 -> body.set(field, anything(3));
                case 2, 3, 4 ->
                    body.set(field, valueOf(resolved.path("properties").path(field)));
                default -> {
                    // As in the example.
                }
            }
        }
        if (oneIn(12)) {
            body.set(text(), anything(2));
        }
        return body;
    }

    private List<String> fieldsOf(JsonNode schema) {
        List<String> fields = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    private JsonNode valueOf(JsonNode unresolved) {
        JsonNode schema = resolved(unresolved);
        if (schema.has("enum") && !oneIn(8)) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        JsonNode types = schema.path("type");
        String type = types.isArray() ? types.get(random.nextInt(types.size())).asText() : types.asText();
        return switch (type) {
            case "integer" -> integer(schema);
            case "array" -> array(schema);
            case "object" -> body(schema, JSON.objectNode());
            case "null" -> JSON.nullNode();
            default -> JSON.textNode(text());
        };
    }

    private JsonNode integer(JsonNode schema) {
        long least = schema.path("minimum").asLong(Integer.MIN_VALUE);
        long most = schema.path("maximum").asLong(Integer.MAX_VALUE);
        return switch (random.nextInt(6)) {
            case 0 -> JSON.numberNode(least);
            case 1 -> JSON.numberNode(most);
            case 2 -> JSON.numberNode(least - 1);
            case 3 -> JSON.numberNode(most + 1);
            default -> JSON.numberNode(random.nextLong(least, most + 1));
        };
    }

    private JsonNode array(JsonNode schema) {
        ArrayNode array = JSON.arrayNode();
        int size = oneIn(15) ? schema.path("maxItems").asInt(50) + 1 : random.nextInt(4);
        JsonNode items = schema.path("items");
        for (int i = 0; i < size; i++) {
            array.add(oneIn(8) ? anything(2) : valueOf(items));
        }
        return array;
    }

    private JsonNode anything(int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 7)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextInt());
            case 3 -> JSON.numberNode(new BigDecimal(random.nextDouble()));
            case 4 -> JSON.numberNode(BigInteger.TEN.pow(random.nextInt(40)));
            case 5, 6 -> JSON.textNode(text());
            case 7 -> JSON.arrayNode().add(anything(depth - 1)).add(anything(depth - 1));
            case 8 -> JSON.objectNode();
            default -> JSON.objectNode().set(text(), anything(depth - 1));
        };
    }

    /** A name that means something, an odd text, or any characters, broken surrogate pairs included. */
    String text() {
        return switch (random.nextInt(4)) {
            case 0, 1 -> any(names);
            case 2 -> any(ODD_TEXTS);
            default -> {
                char[] characters = new char[random.nextInt(1, 40)];
                for (int i = 0; i < characters.length; i++) {
                    characters[i] = (char) random.nextInt(oneIn(3) ? 0x1_0000 : 0x80);
                }
                yield new String(characters);
            }
        };
    }

    String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    boolean oneIn(int number) {
        return random.nextInt(number) == 0;
    }

    private JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.get("$ref").asText().substring(1)) : schema;
    }
}
