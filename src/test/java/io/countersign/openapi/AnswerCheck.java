package io.countersign.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the API's description promises an answer. Stricter than the description: an answer has no field that is not
 * described, so that nothing is added and not told of.
 */
public final class AnswerCheck {
    private static final String ADDRESS = "https://countersign.example/openapi.json";
    private static final String PROBLEM = "#/components/schemas/Problem";
    private static final String LINES = "application/x-ndjson";

    /** All are written by one piece of code, and there may be thousands. */
    private static final int LINES_CHECKED = 20;

    private static final String NOT_DESCRIBED = "no operation is described there";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;
    private final SchemaRegistry schemas;

    /**
     * What a client gets.
     *
     * @param header answers a header's value by its name, or null
     * @param body empty where there is none
     */
    public record Answer(int status, Function<String, @Nullable String> header, String body) {

        /** As the JDK's client has it. */
        public static Answer of(HttpResponse<String> response) {
            return new Answer(
                    response.statusCode(),
                    name -> response.headers().firstValue(name).orElse(null),
                    response.body());
        }
    }

    /** @param document OpenAPI 3.1 */
    public AnswerCheck(JsonNode document) {
        this.document = document.deepCopy();
        this.document.at("/components/schemas").forEach(AnswerCheck::close);
        this.schemas = SchemaRegistry.withDialect(
                Dialects.getOpenApi31(), builder -> builder.schemas(Map.of(ADDRESS, this.document.toString())));
    }

    /** By the description that a running vault serves. */
    public static AnswerCheck of(URI vault) throws IOException {
        try (InputStream document =
                vault.resolve("/q/openapi?format=json").toURL().openStream()) {
            return new AnswerCheck(JSON.readTree(document));
        }
    }

    private static void close(JsonNode schema) {
        if (schema.has("properties") && !schema.has("additionalProperties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
    }

    /**
     * What is wrong with an answer; empty where nothing is.
     *
     * @param path without a query
     */
    public List<String> complaints(String method, String path, Answer answer) {
        int status = answer.status();
        String body = answer.body();
        JsonNode operation = operation(method, path);
        if (operation == null) {
            return status == 404 || status == 405
                    ? complaints(PROBLEM, body)
                    : List.of(status + ", and " + NOT_DESCRIBED);
        }
        JsonNode response = resolved(operation.path("responses").path(Integer.toString(status)));
        if (response.isMissingNode()) {
            return List.of("the status " + status + " is not described");
        }
        for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
            if (resolved(header.getValue()).path("required").asBoolean()
                    && answer.header().apply(header.getKey()) == null) {
                return List.of("the header " + header.getKey() + " is missing");
            }
        }
        JsonNode content = response.path("content");
        if (content.isEmpty()) {
            return body.isEmpty() ? List.of() : List.of("no body is described for " + status);
        }
        String contentType = answer.header().apply("Content-Type");
        String type = contentType == null ? "none" : contentType.split(";", 2)[0];
        if (!content.has(type)) {
            return List.of("the content type " + type + " is not described for " + status);
        }
        String schema = content.path(type).path("schema").path("$ref").asText();
        return type.equals(LINES)
                ? body.lines()
                        .limit(LINES_CHECKED)
                        .flatMap(line -> complaints(schema, line).stream())
                        .toList()
                : complaints(schema, body);
    }

    /**
     * Why a request's body is not one that the description allows; empty where it is, and where none is described.
     *
     * @param path without a query
     */
    public List<String> complaintsOfBody(String method, String path, JsonNode body) {
        JsonNode operation = operation(method, path);
        JsonNode schema = operation == null
                ? MissingNode.getInstance()
                : operation.at("/requestBody/content/application~1json/schema/$ref");
        return schema.isMissingNode()
                ? List.of()
                : validated(schema.asText(), body).stream().map(Error::toString).toList();
    }

    private @Nullable JsonNode operation(String method, String path) {
        JsonNode item = document.path("paths").properties().stream()
                .filter(entry -> isOf(entry.getKey(), path))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        return item == null ? null : item.get(method.toLowerCase(Locale.ROOT));
    }

    private static boolean isOf(String template, String path) {
        String pattern = Stream.of(template.split("/", -1))
                .map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part))
                .reduce((left, right) -> left + "/" + right)
                .orElseThrow();
        return path.matches(pattern);
    }

    private JsonNode resolved(JsonNode response) {
        return response.has("$ref") ? document.at(response.get("$ref").asText().substring(1)) : response;
    }

    private List<Error> validated(String schema, JsonNode json) {
        return schemas.getSchema(SchemaLocation.of(ADDRESS + schema))
                .validate(
                        json,
                        (ExecutionContext context) ->
                                context.executionConfig(configuration -> configuration.formatAssertionsEnabled(true)));
    }

    private List<String> complaints(String schema, String body) {
        if (!schema.startsWith("#/components/schemas/")) {
            return List.of("no schema of the components is described");
        }
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return List.of("the body is no JSON");
        }
        List<String> complaints = new ArrayList<>();
        for (Error error : validated(schema, json)) {
            complaints.add(error.toString());
        }
        return complaints;
    }
}
