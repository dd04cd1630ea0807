package io.countersign.problem;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.countersign.crypto.Secret;
import java.io.IOException;

/**
 * Reads a JSON string into a type that does not print it. Named by the fields that take a secret; there is no way back
 * to JSON.
 */
public class SecretDeserializer extends StdDeserializer<Secret> {
    private static final long serialVersionUID = 1L;

    /** For Jackson. */
    public SecretDeserializer() {
        super(Secret.class);
    }

    @Override
    public Secret deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        String text = context.readValue(parser, String.class);
        return Secret.ofText(text);
    }
}
