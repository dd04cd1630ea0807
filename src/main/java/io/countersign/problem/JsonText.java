package io.countersign.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request's body as JSON (RFC 8259), taken at its word: UTF-8 and nothing else, one object, each name once. What is
 * wrong is said with its place, never with what stands there, which may be a secret; only a name that stands twice is
 * shown.
 */
final class JsonText {
    /** Objects and arrays within each other; our own bodies have four. */
    static final int DEEPEST = 32;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Keeps no name that somebody sends. */
    private final JsonFactory json = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /**
     * The object in the body, or null where there is nothing but white space.
     *
     * @throws ProblemException 400 for anything else
     */
    @Nullable
    ObjectNode objectIn(byte[] body) {
        try {
            return read(body);
        } catch (MalformedJsonException malformed) {
            throw BodyProblem.malformed(malformed.ofBody()).toException();
        }
    }

    /**
     * The object in a body, or in one line of it; null as above.
     *
     * @throws MalformedJsonException for anything else
     */
    @Nullable
    ObjectNode read(byte[] body) throws MalformedJsonException {
        String text = decoded(body);
        try (JsonParser parser = json.createParser(text)) {
            return onlyObject(parser);
        } catch (JsonEOFException e) {
            throw malformed("the JSON ends too early", e.getLocation());
        } catch (MalformedJsonException e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw malformed("the JSON is broken", e.getLocation());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // No text in memory fails so.
        }
    }

    private static @Nullable ObjectNode onlyObject(JsonParser parser) throws IOException {
        try {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return null;
            }
            if (first != JsonToken.START_OBJECT) {
                throw new MalformedJsonException("it begins as something else than an object", null);
            }
            ObjectNode object = object(parser, 1);
            if (parser.nextToken() != null) {
                throw malformed("something follows the JSON object", parser.currentTokenLocation());
            }
            return object;
        } catch (StreamConstraintsException tooLong) {
            throw malformed("a name or a number is too long", parser.currentLocation());
        }
    }

    private static ObjectNode object(JsonParser parser, int depth) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (object.has(name)) {
                throw malformed(
                        "the name \"" + ShownName.of(name) + "\" stands twice in one object, the second time",
                        parser.currentTokenLocation());
            }
            parser.nextToken();
            object.set(name, value(parser, depth));
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser, int depth) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, depth));
        }
        return array;
    }

    private static JsonNode value(JsonParser parser, int depth) throws IOException {
        if (parser.currentToken().isStructStart() && depth == DEEPEST) {
            throw malformed(
                    "objects and arrays stand within each other more than " + DEEPEST + " deep",
                    parser.currentTokenLocation());
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, depth + 1);
            case START_ARRAY -> array(parser, depth + 1);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> wholeNumber(parser);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("No value begins so: " + parser.currentToken());
        };
    }

    private static JsonNode wholeNumber(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    /** Without a byte order mark, which RFC 8259 section 8.1 lets a reader ignore. */
    private static String decoded(byte[] body) throws MalformedJsonException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(body);
        CharBuffer characters = CharBuffer.allocate(body.length);
        CoderResult result = decoder.decode(bytes, characters, true);
        String text = characters.flip().toString();
        if (result.isError()) {
            int line = 1
                    + Math.toIntExact(
                            text.chars().filter(character -> character == '\n').count());
            throw new MalformedJsonException(
                    "it is not UTF-8",
                    new JsonLocation(null, text.length(), line, text.length() - text.lastIndexOf('\n')));
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static MalformedJsonException malformed(String what, JsonLocation where) {
        return new MalformedJsonException(what, where);
    }
}
