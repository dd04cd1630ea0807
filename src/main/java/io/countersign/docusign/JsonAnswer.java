package io.countersign.docusign;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object read leniently: unknown members are ignored, a member of the wrong type or an empty string counts as
 * absent, and of a member that comes twice the last text counts. Members are read one by one instead of being bound to
 * a class, so that one odd member cannot cost the others.
 */
final class JsonAnswer {

    /** Digits: some hundred times what any serializer writes. Longer ones could be made to cost much. */
    private static final int MOST_DIGITS = 10_000;

    /** Characters: as long as an answer of the token endpoint can be. */
    private static final int LONGEST_NAME = 64 * 1024;

    /**
     * As deep as an answer of the token endpoint can be; ten megabytes of memory. Userinfo's may be sixteen times as
     * long, but what is deeper than this is no answer of either: a refusal to read it spends no token there.
     */
    private static final int DEEPEST = 64 * 1024;

    /**
     * What serializers and proxies get wrong in one member, such as NaN or a number without an end, must not cost the
     * tokens in the others.
     */
    private static final ObjectMapper READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(MOST_DIGITS)
                            .maxNameLength(LONGEST_NAME)
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
        ObjectNode members = READER.createObjectNode();
        try (JsonParser parser = READER.createParser(body)) {
            return readMembers(parser, body.length, members) ? new JsonAnswer(members) : null;
        } catch (JacksonException e) {
            // Its message quotes the body, so it is not kept.
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory could not be read", e);
        }
    }

    /**
     * Reads the members that stand whole in a body that is no JSON object: broken off, or garbled from somewhere on.
     * Its texts may be in any encoding that extends ASCII, or in UTF-16; characters beyond ASCII may come out wrong.
     */
    static JsonAnswer readWhatIsWhole(byte[] body) {
        ObjectNode members = READER.createObjectNode();
        String text = textOf(body);
        try (JsonParser parser = READER.createParser(text)) {
            readMembers(parser, text.length(), members);
        } catch (JacksonException e) {
            // Here the rest begins.
        } catch (IOException e) {
            throw new IllegalStateException("Characters in memory could not be read", e);
        }
        return new JsonAnswer(members);
    }

    /** As RFC 8259's readers tell encodings apart, and in any case without failing. */
    private static String textOf(byte[] body) {
        int start = body.length < 2 ? 0 : ((body[0] & 0xff) << 8) | (body[1] & 0xff);
        return switch (start) {
            case 0xfeff, 0xfffe -> new String(body, StandardCharsets.UTF_16);
            case '{' -> new String(body, StandardCharsets.UTF_16BE);
            case '{' << 8 -> new String(body, StandardCharsets.UTF_16LE);
            default -> new String(body, StandardCharsets.ISO_8859_1).replaceFirst("^\u00ef\u00bb\u00bf", "");
        };
    }

    /** @return whether an object begins there; fails when it does not end */
    private static boolean readMembers(JsonParser parser, int length, ObjectNode members) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            JsonNode value = parser.readValueAsTree();
            if (!value.isNumber() || hasMore(parser, length)) {
                set(members, name, value);
            }
        }
        return true;
    }

    /** A number at the very end may have had more digits. */
    private static boolean hasMore(JsonParser parser, int length) {
        JsonLocation here = parser.currentLocation();
        return Math.max(here.getByteOffset(), here.getCharOffset()) < length;
    }

    private static void set(ObjectNode members, String name, JsonNode value) {
        if (isText(value) || !isText(members.get(name))) {
            members.set(name, value);
        }
    }

    private static boolean isText(@Nullable JsonNode value) {
        return value != null && value.isTextual() && !value.textValue().isBlank();
    }

    /**
     * The text without U+0000, which PostgreSQL refuses to store, and with a question mark for each half of a
     * character; null if none is left.
     */
    @Nullable
    String text(String member) {
        JsonNode value = node.get(member);
        String text = value != null && value.isTextual() ? value.textValue().replace("\0", "") : "";
        return text.isBlank() ? null : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /**
     * As {@link #text}, but something that is no text leaves a trace: a number or a truth as it stands, of an object
     * the code that is in it, and else a mark, which says that nobody here knows what it means.
     */
    @Nullable
    String textOrTrace(String member) {
        JsonNode value = node.get(member);
        if (value == null || value.isNull() || value.isTextual()) {
            return text(member);
        }
        if (value.isValueNode()) {
            return value.asText();
        }
        JsonNode code = value.path("code");
        return code.isValueNode() && !code.isNull() ? "{\"code\":\"" + code.asText() + "\"}" : ErrorText.NOT_SHOWN;
    }

    /** Whether the member is there and no text: nobody knows who speaks like that. */
    boolean isNoText(String member) {
        JsonNode value = node.get(member);
        return value != null && !value.isNull() && !value.isTextual();
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
