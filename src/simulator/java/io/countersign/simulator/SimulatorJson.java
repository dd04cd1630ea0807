package io.countersign.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The simulator's JSON: names and the constants of enums in snake case, durations as seconds with fractions, instants
 * in ISO 8601. What is wrong is said in plain words.
 */
final class SimulatorJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS, MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .addModule(new SimpleModule("simulator")
                    .addSerializer(Duration.class, new SecondsSerializer())
                    .addDeserializer(Duration.class, new SecondsDeserializer())
                    .addSerializer(Enum.class, new EnumSerializer())
                    .addSerializer(Instant.class, new ToStringSerializer(Instant.class))
                    .addSerializer(LocalDateTime.class, new ToStringSerializer(LocalDateTime.class))
                    .addDeserializer(LocalDateTime.class, new LocalDateTimeDeserializer()))
            .build();

    private SimulatorJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode toTree(@Nullable Object value) {
        return MAPPER.valueToTree(value);
    }

    static byte[] toBytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads any JSON.
     *
     * @throws IllegalArgumentException when it is none; the message says where
     */
    static JsonNode read(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException wrong) {
            throw new IllegalArgumentException(PlainWords.of(wrong), wrong);
        }
    }

    /**
     * Reads a JSON object.
     *
     * @throws IllegalArgumentException when it is none; the message says what it is
     */
    static ObjectNode readObject(byte[] json) {
        JsonNode tree = read(json);
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("It must be a JSON object, {...}, not " + PlainWords.kindOf(tree) + ".");
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException when it is none; the message says which field is wrong, and what is allowed
     */
    static <T> T read(JsonNode tree, Class<T> type) {
        try {
            if (tree.isNull() || tree.isMissingNode()) {
                throw new IllegalArgumentException("A value is missing.");
            }
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(PlainWords.of(wrong), wrong);
        }
    }

    /**
     * A value with the fields of a JSON object put over its own: objects field by field, everything else as a whole.
     *
     * @throws IllegalArgumentException when a field is unknown or wrong; the message says what is allowed
     */
    static <T> T merge(T value, ObjectNode changes) {
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) value.getClass();
        return read(merged(MAPPER.valueToTree(value), changes), type);
    }

    static ObjectNode merged(ObjectNode value, ObjectNode changes) {
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            boolean inside = value.get(change.getKey()) instanceof ObjectNode before
                    && change.getValue() instanceof ObjectNode after
                    && !isOneOfSeveralKinds(before, after);
            value.set(
                    change.getKey(),
                    inside
                            ? merged((ObjectNode) value.get(change.getKey()), (ObjectNode) change.getValue())
                            : change.getValue());
        }
        return value;
    }

    /** A rotation is replaced as a whole: a window is no field of each. */
    private static boolean isOneOfSeveralKinds(ObjectNode before, ObjectNode after) {
        return before.has("mode") || after.has("mode");
    }

    @SuppressWarnings("rawtypes")
    private static final class EnumSerializer extends StdScalarSerializer<Enum> {
        private static final long serialVersionUID = 1;

        EnumSerializer() {
            super(Enum.class);
        }

        @Override
        public void serialize(Enum value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.name().toLowerCase(Locale.ROOT));
        }
    }

    private static final class SecondsSerializer extends StdScalarSerializer<Duration> {
        private static final long serialVersionUID = 1;

        SecondsSerializer() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (value.getNano() == 0) {
                out.writeNumber(value.toSeconds());
            } else {
                out.writeNumber(BigDecimal.valueOf(value.toNanos(), 9));
            }
        }
    }

    private static final class SecondsDeserializer extends StdScalarDeserializer<Duration> {
        private static final long serialVersionUID = 1;
        private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);
        private static final BigDecimal LONGEST = BigDecimal.valueOf(PlainWords.LONGEST.toSeconds());

        SecondsDeserializer() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!in.currentToken().isNumeric() || in.getDecimalValue().abs().compareTo(LONGEST) > 0) {
                return context.reportInputMismatch(Duration.class, "must be a number of seconds");
            }
            return Duration.ofNanos(
                    in.getDecimalValue().multiply(NANOS_PER_SECOND).longValue());
        }

        /** A delay that is not mentioned is none. */
        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return Duration.ZERO;
        }
    }

    private static final class LocalDateTimeDeserializer extends FromStringDeserializer<LocalDateTime> {
        private static final long serialVersionUID = 1;

        LocalDateTimeDeserializer() {
            super(LocalDateTime.class);
        }

        @Override
        protected LocalDateTime _deserialize(String value, DeserializationContext context) {
            return LocalDateTime.parse(value);
        }
    }
}
