package io.countersign.docusign;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object read leniently: unknown members are ignored, a member of the wrong type or an empty string counts as absent. Members are read one
 * by one instead of being bound to a class, so that one odd member cannot cost the others.
 */
final class JsonAnswer {

    /** Digits: some hundred times what any serializer writes. Longer ones could be made to cost much. */
    private static final int MOST_DIGITS = 10_000;

    /** As deep as an answer of the token endpoint can be; ten megabytes of memory. */
    private static final int DEEPEST = 64 * 1024;

    /** What serializers and proxies get wrong in one member, such as NaN or a number without an end, must not cost the tokens in the others. */
    private static final ObjectMapper READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(MOST_DIGITS)
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(
                    JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS,
                    JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS,
                    JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS,
                    JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
                    JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    /** Characters: what is longer is no number of seconds, and could be made to cost much. */
    private static final int LONGEST_NUMBER = 32;

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

    /** Whether the member says something: it is neither absent nor null, false, nor an empty text. */
    boolean says(String member) {
        JsonNode value = node.get(member);
        return value != null
                && !value.isNull()
                && !(value.isBoolean() && !value.booleanValue())
                && !(value.isTextual() && value.textValue().isBlank());
    }

    /** A number, also one within quotes; null for everything else. */
    @Nullable
    BigDecimal number(String member) {
        JsonNode value = node.get(member);
        if (value == null || !(value.isNumber() || value.isTextual())) {
            return null;
        }
        String text = value.asText().strip();
        if (text.length() > LONGEST_NUMBER) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            // Words, or "NaN".
            return null;
        }
    }

    /** The elements of an array, null in the place of each that is no object; empty if the member is no array. */
    List<@Nullable JsonAnswer> elements(String member) {
        JsonNode value = node.get(member);
        List<@Nullable JsonAnswer> elements = new ArrayList<>();
        if (value != null && value.isArray()) {
            value.forEach(element -> elements.add(element.isObject() ? new JsonAnswer(element) : null));
        }
        return elements;
    }
}
