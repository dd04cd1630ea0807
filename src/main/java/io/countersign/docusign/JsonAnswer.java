package io.countersign.docusign;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object read leniently: unknown members are ignored, a member of the wrong type or an empty string counts as absent. Members are read one
 * by one instead of being bound to a class, so that one odd member cannot cost the others.
 */
final class JsonAnswer {

    private static final ObjectMapper READER = new ObjectMapper();

    private final JsonNode node;

    private JsonAnswer(JsonNode node) {
        this.node = node;
    }

    /** Reads a body, or returns null if it is not a JSON object. */
    static @Nullable JsonAnswer read(byte[] body) {
        try {
            JsonNode node = READER.readTree(body);
            return node != null && node.isObject() ? new JsonAnswer(node) : null;
        } catch (JacksonException e) {
            // Its message quotes the body, so it is not kept.
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory could not be read", e);
        }
    }

    /** The text without U+0000, which PostgreSQL refuses to store; null if none is left. */
    @Nullable
    String text(String member) {
        JsonNode value = node.get(member);
        String text = value != null && value.isTextual() ? value.textValue().replace("\0", "") : "";
        return text.isBlank() ? null : text;
    }

    /** As {@link #text}, but something that is no text leaves a mark: it says something, and nobody here knows what. */
    @Nullable
    String textOrMark(String member) {
        JsonNode value = node.get(member);
        return value == null || value.isNull() || value.isTextual() ? text(member) : "[not a text]";
    }

    /** A whole number above zero, as a number or as text in digits; 0 for everything else. */
    long positive(String member) {
        JsonNode value = node.get(member);
        return value == null || !(value.isNumber() || value.isTextual()) ? 0 : Math.max(0, value.asLong(0));
    }

    /** The objects in an array; empty if the member is no array. */
    List<JsonAnswer> objects(String member) {
        JsonNode value = node.get(member);
        return value == null || !value.isArray()
                ? List.of()
                : value.valueStream()
                        .filter(JsonNode::isObject)
                        .map(JsonAnswer::new)
                        .toList();
    }
}
