package io.countersign.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests at random for the operations of an OpenAPI document. Names come from a small stock, and ids and cursors from
 * the answers, so that requests meet what others have left.
 */
final class RandomRequests {
    /** Broken surrogate pairs have no bytes in UTF-8: only an escape carries them. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*)}");
    private static final List<String> CONTENT_TYPES = List.of(
            "application/json;charset=utf-8",
            "APPLICATION/JSON",
            "application/json; charset=\"UTF-8\"",
            "application/json;charset=latin1",
            "text/plain",
            "application/problem+json",
            "*/*",
            "nonsense");
    private static final List<String> ACCEPTS =
            List.of("*/*", "application/*;q=0.5", "text/html", "application/xml, */*;q=0.1", "nonsense", ";;,");
    private static final int KEPT = 40;
    /** What is made often shall not crowd out what is made seldom. */
    private static final int MADE_KEPT = 200;

    private final RandomGenerator random;
    private final RandomJson json;
    private final Map<String, List<String>> names;
    private final List<String> credentials;
    private final List<Operation> operations = new ArrayList<>();
    private final Deque<String> answered = new ArrayDeque<>();
    private final Deque<String> made = new ArrayDeque<>();

    private record Operation(String method, String template, List<String> queries, JsonNode schema, JsonNode example) {}

    /**
     * One request.
     *
     * @param operation method and template
     * @param path with its query
     * @param body null for none
     * @param json the body as it was before any byte was damaged; missing where it was damaged
     */
    record Request(
            String operation,
            String method,
            String path,
            Map<String, String> headers,
            byte @Nullable [] body,
            JsonNode json) {

        /** The path without its query. */
        String pathAlone() {
            return path.split("\\?", 2)[0];
        }

        @Override
        public String toString() {
            String shown = body == null ? "" : new String(body, StandardCharsets.UTF_8);
            return method + " " + path + " " + headers.keySet() + " "
                    + shown.substring(0, Math.min(500, shown.length()));
        }
    }

    /**
     * @param names for each parameter of a path
     * @param credentials the values of {@code Authorization}; the first is used most
     */
    RandomRequests(
            JsonNode document, RandomGenerator random, Map<String, List<String>> names, List<String> credentials) {
        this.random = random;
        this.names = names;
        this.credentials = credentials;
        this.json = new RandomJson(document, random, names);
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation ->
                                List.of("get", "put", "post", "delete").contains(operation.getKey()))
                        .forEach(operation -> operations.add(operation(
                                document,
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                operation.getValue()))));
    }

    private static Operation operation(JsonNode document, String method, String template, JsonNode described) {
        List<String> queries = new ArrayList<>();
        described.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query")) {
                queries.add(parameter.path("name").asText());
            }
        });
        JsonNode content = described.at("/requestBody/content/application~1json");
        JsonNode example = content.at("/examples/usual");
        JsonNode resolved =
                example.has("$ref") ? document.at(example.get("$ref").asText().substring(1)) : example;
        return new Operation(method, template, queries, content.path("schema"), resolved.path("value"));
    }

    /** Every operation's method and template. */
    List<String> operations() {
        return operations.stream()
                .map(operation -> operation.method + " " + operation.template)
                .toList();
    }

    /** Keeps what an answer offers for a later request: ids, cursors, the addresses of what was made. */
    void heed(Request request, JsonNode answer) {
        if (request.method.equals("POST") && answer.path("id").isTextual()) {
            String path = request.pathAlone() + "/" + answer.path("id").asText();
            if (operations.stream().anyMatch(operation -> isAt(path, operation.template))) {
                made.addFirst(path);
            }
        }
        for (String field : List.of("id", "next", "consent_id")) {
            JsonNode value = answer.findValue(field);
            if (value != null && value.isTextual()) {
                answered.addFirst(value.asText());
            }
        }
        while (answered.size() > KEPT) {
            answered.removeLast();
        }
        while (made.size() > MADE_KEPT) {
            made.removeLast();
        }
    }

    /** The next one. */
    Request next() {
        Operation operation = operations.get(random.nextInt(operations.size()));
        String path = address(operation.template) + query(operation.queries);
        Map<String, String> headers = new LinkedHashMap<>();
        String credential = json.oneIn(6) ? any(credentials) : credentials.getFirst();
        if (!credential.isEmpty()) {
            headers.put("Authorization", credential);
        }
        if (json.oneIn(20)) {
            headers.put("Accept", any(ACCEPTS));
        }
        String method = json.oneIn(100) ? any(List.of("PATCH", "GET", "PUT", "POST", "DELETE")) : operation.method;
        String name = method + " " + operation.template;
        if (operation.schema.isMissingNode() ? !json.oneIn(30) : json.oneIn(20)) {
            return new Request(name, method, path, headers, null, MissingNode.getInstance());
        }
        headers.put("Content-Type", json.oneIn(15) ? any(CONTENT_TYPES) : "application/json");
        JsonNode body = json.body(operation.schema, operation.example);
        byte[] bytes = bytes(body);
        return json.oneIn(15)
                ? new Request(name, method, path, headers, damaged(bytes), MissingNode.getInstance())
                : new Request(name, method, path, headers, bytes, body);
    }

    /** For what has an id, mostly of what was made there. */
    private String address(String template) {
        List<String> there = template.endsWith("{id}") && !json.oneIn(3)
                ? made.stream().filter(path -> isAt(path, template)).toList()
                : List.of();
        return there.isEmpty() ? PARAMETER.matcher(template).replaceAll(found -> name(found.group(1))) : any(there);
    }

    private static boolean isAt(String path, String template) {
        return path.matches(PARAMETER.matcher(template).replaceAll("[^/]*"));
    }

    private String name(String parameter) {
        String name = json.oneIn(12)
                ? json.text()
                : parameter.equals("id") || parameter.equals("delivery")
                        ? any(List.copyOf(answered))
                        : any(names.get(parameter));
        // An empty one would be another path, and one of dots is taken away by clients.
        return name.isBlank() || name.startsWith(".") ? "none" : encoded(name);
    }

    private String query(List<String> queries) {
        StringBuilder query = new StringBuilder();
        for (String parameter : queries) {
            if (json.oneIn(3)) {
                String value = switch (random.nextInt(4)) {
                    case 0 -> json.text();
                    case 1 -> answered.isEmpty() ? "" : any(List.copyOf(answered));
                    case 2 -> any(names.get("tenant"));
                    default -> Integer.toString(random.nextInt(-1, 1002));
                };
                query.append(query.isEmpty() ? '?' : '&')
                        .append(parameter)
                        .append('=')
                        .append(encoded(value));
            }
        }
        return query.toString();
    }

    private String any(List<String> values) {
        return values.isEmpty() ? "none" : json.any(values);
    }

    /** A broken surrogate pair becomes a question mark. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Cut short, or with another byte somewhere, or doubled. */
    private byte[] damaged(byte[] bytes) {
        byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
        if (random.nextBoolean()) {
            damaged = bytes.clone();
            damaged[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return damaged;
    }
}
