package io.countersign.problem;

import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Where in a body a field stands, as an answer says it: {@code grants[0].tenants[3]}, cut after 200 characters. */
final class FieldPath {
    /** Deep nests of long names would make answers, and the way to them, longer than the request by far. */
    private static final int LONGEST = 200;

    private static final String CUT = "…";
    private static final SnakeCaseStrategy NAMES = new SnakeCaseStrategy();

    private FieldPath() {}

    /** The name of a component of a request's record, as bodies have it. */
    static String onTheWire(String component) {
        return NAMES.translate(component);
    }

    /** A field of an object; the object's own path is empty for the body itself. */
    static String below(String path, String name) {
        return path.endsWith(CUT) ? path : cut(path.isEmpty() ? ShownName.of(name) : path + "." + ShownName.of(name));
    }

    /** An element of an array. */
    static String at(String path, int index) {
        return path.endsWith(CUT) ? path : cut(path + "[" + index + "]");
    }

    private static String cut(String path) {
        if (path.length() <= LONGEST) {
            return path;
        }
        boolean inMidCharacter = Character.isHighSurrogate(path.charAt(LONGEST - 1));
        return path.substring(0, inMidCharacter ? LONGEST - 1 : LONGEST) + CUT;
    }

    /** As Jackson tells it. */
    static String of(List<Reference> steps) {
        String path = "";
        for (Reference step : steps) {
            path = step.getFieldName() == null ? at(path, step.getIndex()) : below(path, step.getFieldName());
        }
        return path;
    }

    /** Takes a value out of a body; in an array, null stands for it then. False where nothing stood there. */
    static boolean remove(JsonNode body, List<Reference> steps) {
        JsonNode parent = body;
        for (Reference step : steps.subList(0, steps.size() - 1)) {
            parent = step.getFieldName() == null ? parent.path(step.getIndex()) : parent.path(step.getFieldName());
        }
        Reference last = steps.getLast();
        return switch (parent) {
            case ObjectNode object -> object.remove(last.getFieldName()) != null;
            case ArrayNode array
            when array.hasNonNull(last.getIndex()) -> {
                array.setNull(last.getIndex());
                yield true;
            }
            default -> false;
        };
    }
}
