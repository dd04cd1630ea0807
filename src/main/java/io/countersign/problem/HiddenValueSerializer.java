package io.countersign.problem;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.countersign.crypto.HiddenValue;
import java.io.IOException;

/** Fails: an answer that was to hold a hidden value is a slip, and becomes a 500 instead of a leak. */
final class HiddenValueSerializer extends StdSerializer<HiddenValue> {
    private static final long serialVersionUID = 1L;

    HiddenValueSerializer() {
        super(HiddenValue.class);
    }

    @Override
    public void serialize(HiddenValue value, JsonGenerator generator, SerializerProvider provider) throws IOException {
        throw JsonMappingException.from(
                generator, value.getClass().getSimpleName() + " does not go into JSON: reveal it where it belongs");
    }
}
