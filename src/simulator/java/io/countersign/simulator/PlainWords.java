package io.countersign.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says what is wrong with JSON to the person who wrote it: which field, and what would be right. */
final class PlainWords {
    /** The longest duration that is understood. */
    static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Pattern KNOWN_KINDS = Pattern.compile("known type ids = \\[([^\\]]*)\\]");
    private static final Pattern IS_NULL = Pattern.compile("(\\w+) is null");
    private static final Pattern CAMEL = Pattern.compile("(?<=[a-z0-9])[A-Z](?=[a-z])");

    private PlainWords() {}

    static String of(Exception wrong) {
        return switch (wrong) {
            case UnrecognizedPropertyException unknown ->
                "There is no field \"" + unknown.getPropertyName() + "\"" + inside(unknown) + ". "
                        + list(unknown.getKnownPropertyIds());
            case InvalidTypeIdException kind -> kind(kind);
            case ValueInstantiationException refused -> refused(refused);
            case InvalidFormatException format
            when format.getTargetType().isEnum() ->
                at(format) + " must be " + oneOf(format.getTargetType()) + ", not " + format.getValue() + ".";
            case MismatchedInputException absent
            when absent.getOriginalMessage().startsWith("Cannot map `null`") -> at(absent) + " is missing.";
            case MismatchedInputException mismatch -> at(mismatch) + " must be " + expected(mismatch) + ".";
            case JsonMappingException large
            when large.getCause() instanceof InputCoercionException ->
                at(large) + " must be a whole number, and smaller.";
            case JsonProcessingException broken ->
                "This is no JSON" + where(broken) + ": "
                        + sentence(broken.getOriginalMessage().replaceFirst(" \\(start marker.*", ""));
            default ->
                Optional.ofNullable(wrong.getMessage())
                        .map(PlainWords::snakeCase)
                        .orElse("A field is missing.");
        };
    }

    /** What a piece of JSON is, with its article. */
    static String kindOf(JsonNode tree) {
        return switch (tree.getNodeType()) {
            case ARRAY -> "a list";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case OBJECT -> "an object";
            case NULL -> "null";
            case MISSING -> "nothing";
            case BINARY, POJO -> "something else";
        };
    }

    /** The names of Java's fields as JSON spells them. */
    static String snakeCase(String text) {
        return CAMEL.matcher(text).replaceAll(capital -> "_" + capital.group().toLowerCase(Locale.ROOT));
    }

    private static String kind(InvalidTypeIdException wrong) {
        Matcher known =
                KNOWN_KINDS.matcher(Optional.ofNullable(wrong.getMessage()).orElse(""));
        String allowed = known.find() ? " Known are " + known.group(1) + "." : "";
        return wrong.getTypeId() == null
                ? at(wrong) + " does not say its kind." + allowed
                : at(wrong) + " is of no known kind: " + wrong.getTypeId() + "." + allowed;
    }

    private static String refused(ValueInstantiationException wrong) {
        String message =
                Optional.ofNullable(wrong.getCause()).map(Throwable::getMessage).orElse("a field is null");
        Matcher missing = IS_NULL.matcher(message);
        return missing.matches()
                ? "The field \"" + snakeCase(missing.group(1)) + "\"" + inside(wrong) + " is missing."
                : sentence(snakeCase(message));
    }

    private static String expected(MismatchedInputException wrong) {
        Class<?> type = Optional.<Class<?>>ofNullable(wrong.getTargetType()).orElse(Object.class);
        if (type == Duration.class) {
            return "a number of seconds, at most " + LONGEST.toSeconds() + " (100 years), for example 60 or 2.5";
        }
        if (type == LocalDateTime.class) {
            return "a date and time, for example \"2019-12-09T08:15:00\"";
        }
        if (type.isEnum()) {
            return oneOf(type);
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a string";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list, [...]";
        }
        return type.isPrimitive() || Number.class.isAssignableFrom(type) ? "a whole number" : "a JSON object, {...}";
    }

    private static String oneOf(Class<?> constants) {
        return Arrays.stream(constants.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ", "one of ", ""));
    }

    private static String at(JsonMappingException wrong) {
        String path = path(wrong);
        return path.isEmpty() ? "The value" : "\"" + path + "\"";
    }

    private static String inside(JsonMappingException wrong) {
        String path = path(wrong);
        int end = wrong instanceof UnrecognizedPropertyException ? path.lastIndexOf('.') : path.length();
        return end <= 0 ? "" : " in \"" + path.substring(0, end) + "\"";
    }

    private static String path(JsonMappingException wrong) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : wrong.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String where(JsonProcessingException wrong) {
        return Optional.ofNullable(wrong.getLocation())
                .map(at -> " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")")
                .orElse("");
    }

    private static String list(@org.jspecify.annotations.Nullable Collection<Object> names) {
        return names == null || names.isEmpty()
                ? "It has no further fields."
                : names.stream().map(String::valueOf).sorted().collect(Collectors.joining(", ", "Known are ", "."));
    }

    private static String sentence(String message) {
        return message.endsWith(".") ? message : message + ".";
    }
}
