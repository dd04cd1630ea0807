package io.countersign.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** Somebody who sets up a vault over its HTTP API, as an operator's script would. */
final class Operator {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI vault;
    private final String key;

    Operator(URI vault, String key) {
        this.vault = vault;
        this.key = key;
    }

    /**
     * Sends a JSON object and answers the one that comes back.
     *
     * @param path begins with a slash
     * @throws IllegalStateException when the vault refuses
     */
    JsonNode send(String method, String path, Map<String, ?> body) {
        return read(exchange(HttpRequest.newBuilder(vault.resolve(path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .method(method, json(body))));
    }

    /** Puts a thing into the simulator over its admin API. */
    void register(URI simulator, String path, Map<String, ?> body) {
        exchange(HttpRequest.newBuilder(simulator.resolve("/simulator/" + path)).PUT(json(body)));
    }

    private String exchange(HttpRequest.Builder unsent) {
        HttpRequest request = unsent.build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(request.method() + " " + request.uri() + " was answered "
                        + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException("No answer from " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + request.uri(), e);
        }
    }

    private static HttpRequest.BodyPublisher json(Map<String, ?> body) {
        try {
            return HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
