package io.countersign.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** The simulator's JSON: names in snake case, durations as seconds with fractions, instants in ISO 8601. */
final class SimulatorJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .addModule(new SimpleModule("simulator")
                    .addSerializer(Duration.class, new SecondsSerializer())
                    .addDeserializer(Duration.class, new SecondsDeserializer())
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

    static JsonNode read(byte[] json) throws IOException {
        return MAPPER.readTree(json);
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException when the JSON is null
     */
    static <T> T read(JsonNode tree, Class<T> type) throws JsonProcessingException {
        if (tree.isNull() || tree.isMissingNode()) {
            throw new IllegalArgumentException("A value is missing");
        }
        return MAPPER.treeToValue(tree, type);
    }

    /** The settings with the fields of a JSON object put over them; unknown fields are an error. */
    static SimulatorSettings merge(SimulatorSettings settings, JsonNode changes) throws JsonProcessingException {
        ObjectNode merged = MAPPER.valueToTree(settings);
        changes.fields().forEachRemaining(field -> merged.set(field.getKey(), field.getValue()));
        return read(merged, SimulatorSettings.class);
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

        SecondsDeserializer() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
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
