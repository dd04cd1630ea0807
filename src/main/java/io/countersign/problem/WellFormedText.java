package io.countersign.problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Map;

/**
 * The rule for every text in every body, so that no field has to think of it: Unicode that can be written as UTF-8,
 * which half a surrogate pair cannot, and without U+0000, which PostgreSQL cannot hold.
 */
final class WellFormedText {
    static final String RULE = "must be Unicode text: no half of a surrogate pair, no character U+0000";

    private WellFormedText() {}

    static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(point -> point == 0 || Character.getType(point) == Character.SURROGATE);
    }

    /** Names each text of a body that breaks the rule, and takes it out. */
    static void enforce(ObjectNode body, FieldErrors errors) {
        if (!isWellFormed(body)) {
            enforce(body, "", errors);
        }
    }

    /** Names no field, and so costs little: almost every body is. */
    private static boolean isWellFormed(JsonNode node) {
        if (node.isTextual()) {
            return isWellFormed(node.textValue());
        }
        for (JsonNode below : node) {
            if (!isWellFormed(below)) {
                return false;
            }
        }
        return true;
    }

    private static void enforce(JsonNode node, String path, FieldErrors errors) {
        switch (node) {
            case ObjectNode object -> {
                for (Map.Entry<String, JsonNode> field : new ArrayList<>(object.properties())) {
                    String name = FieldPath.below(path, field.getKey());
                    if (isBroken(field.getValue(), name, errors)) {
                        object.remove(field.getKey());
                    }
                }
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    if (isBroken(array.get(i), FieldPath.at(path, i), errors)) {
                        array.setNull(i);
                    }
                }
            }
            default -> {}
        }
    }

    private static boolean isBroken(JsonNode value, String name, FieldErrors errors) {
        if (value.isTextual() && !isWellFormed(value.textValue())) {
            errors.add(name, RULE);
            return true;
        }
        enforce(value, name, errors);
        return false;
    }
}
