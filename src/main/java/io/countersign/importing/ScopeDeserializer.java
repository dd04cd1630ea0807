package io.countersign.importing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.countersign.problem.UnfitValueException;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;

/** Scopes as DocuSign writes them, which is one text or a list of texts. */
public class ScopeDeserializer extends StdDeserializer<List<String>> {
    private static final long serialVersionUID = 1L;

    /** For Jackson. */
    public ScopeDeserializer() {
        super(List.class);
    }

    @Override
    public List<String> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        JsonNode scope = context.readTree(parser);
        if (scope.isTextual()) {
            return List.of(scope.textValue());
        }
        if (scope.isArray() && StreamSupport.stream(scope.spliterator(), false).allMatch(JsonNode::isTextual)) {
            return StreamSupport.stream(scope.spliterator(), false)
                    .map(JsonNode::textValue)
                    .toList();
        }
        throw new UnfitValueException(parser, "must be a string or an array of strings");
    }
}
