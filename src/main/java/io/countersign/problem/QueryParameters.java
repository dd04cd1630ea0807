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
import java.util.Set;
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
    private volatile @Nullable Map<String, Set<String>> known;

    QueryParameters(OpenApiDocumentService descriptions) {
        this.descriptions = descriptions;
    }

    /**
     * Their names.
     *
     * @param method the HTTP method; {@code HEAD} takes what {@code GET} does
     * @param template the path's, such as {@code /v1/tenants/{tenant}}
     */
    Set<String> of(String method, String template) {
        Map<String, Set<String>> all = known;
        if (all == null) {
            all = read(new JsonObject(Buffer.buffer(descriptions.getDocument(DESCRIPTION, Format.JSON))));
            known = all;
        }
        return all.getOrDefault(key(method.equals("HEAD") ? "GET" : method, template), Set.of());
    }

    private static Map<String, Set<String>> read(JsonObject description) {
        Map<String, Set<String>> read = new HashMap<>();
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

    private static Set<String> queryOf(JsonArray parameters) {
        return parameters.stream()
                .map(JsonObject.class::cast)
                .filter(parameter -> "query".equals(parameter.getString("in")))
                .map(parameter -> parameter.getString("name"))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String key(String method, String template) {
        return method.toUpperCase(Locale.ROOT) + " " + template;
    }
}
