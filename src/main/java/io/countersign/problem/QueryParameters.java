package io.countersign.problem;

import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which parameters each operation takes in its query. The API's description says it, and that is made of the operations
 * themselves while the application is built.
 */
@Singleton
class QueryParameters {
    /** The name that Quarkus gives to the only description there is. */
    private static final String DESCRIPTION = "<default>";

    private final OpenApiDocumentService descriptions;
    private volatile @Nullable Map<String, Map<String, Boolean>> known;

    QueryParameters(OpenApiDocumentService descriptions) {
        this.descriptions = descriptions;
    }

    /**
     * The names, and whether each parameter may be empty: only where a pattern says so.
     *
     * @param method the HTTP method; {@code HEAD} takes what {@code GET} does
     * @param template the path's, such as {@code /v1/tenants/{tenant}}
     */
    Map<String, Boolean> of(String method, String template) {
        Map<String, Map<String, Boolean>> all = known;
        if (all == null) {
            all = read(new JsonObject(Buffer.buffer(descriptions.getDocument(DESCRIPTION, Format.JSON))));
            known = all;
        }
        return all.getOrDefault(key(method.equals("HEAD") ? "GET" : method, template), Map.of());
    }

    private static Map<String, Map<String, Boolean>> read(JsonObject description) {
        Map<String, Map<String, Boolean>> read = new HashMap<>();
        JsonObject paths = description.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject operations = paths.getJsonObject(path);
            for (String method : operations.fieldNames()) {
                if (operations.getValue(method) instanceof JsonObject operation) {
                    read.put(key(method, path), queryOf(operation.getJsonArray("parameters", new JsonArray())));
                }
            }
        }
        return Map.copyOf(read);
    }

    private static Map<String, Boolean> queryOf(JsonArray parameters) {
        return parameters.stream()
                .map(JsonObject.class::cast)
                .filter(parameter -> "query".equals(parameter.getString("in")))
                .collect(Collectors.toUnmodifiableMap(
                        parameter -> parameter.getString("name"),
                        parameter -> mayBeEmpty(parameter.getJsonObject("schema", new JsonObject()))));
    }

    private static boolean mayBeEmpty(JsonObject schema) {
        String pattern = schema.getString("pattern");
        return pattern != null && "".matches(pattern);
    }

    private static String key(String method, String template) {
        return method.toUpperCase(Locale.ROOT) + " " + template;
    }
}
