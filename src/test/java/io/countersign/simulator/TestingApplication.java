package io.countersign.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** An application that talks to the simulator as the demo client, for tests. */
final class TestingApplication implements AutoCloseable {
    static final String BASIC = basic(DemoCast.CLIENT_ID, DemoCast.CLIENT_SECRET);

    final HttpClient http = HttpClient.newHttpClient();
    private final DocuSignSimulator simulator;

    TestingApplication(DocuSignSimulator simulator) {
        this.simulator = simulator;
    }

    static String basic(String clientId, String secret) {
        byte[] pair = (clientId + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /**
     * An authorize URL with the demo client's parameters, then the given ones, which win; an empty value leaves one
     * out.
     */
    URI authorizeUrl(String... namesAndValues) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("scope", "signature extended");
        parameters.put("client_id", DemoCast.CLIENT_ID);
        parameters.put("redirect_uri", DemoCast.REDIRECT_URI);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        parameters.values().removeIf(String::isEmpty);
        return URI.create(simulator.baseUrl() + "/oauth/auth?" + encoded(parameters));
    }

    /** A fresh code for Ada. */
    String code(String... namesAndValues) {
        return parameter(new SimulatedPerson(DemoCast.ADA).allow(authorizeUrl(namesAndValues)), "code");
    }

    static String parameter(URI location, String name) {
        return Form.parse(location.getRawQuery()).orElseThrow().get(name).orElseThrow();
    }

    HttpResponse<String> exchange(String code) {
        return token(BASIC, "grant_type", "authorization_code", "code", code);
    }

    HttpResponse<String> refresh(String refreshToken) {
        return token(BASIC, "grant_type", "refresh_token", "refresh_token", refreshToken);
    }

    /** Presents an assertion of the demo client for Ada, good for an hour, with what is changed about it. */
    HttpResponse<String> assertion(KeyPair keys, Consumer<ObjectNode> change) {
        return assertion(
                TestingAssertion.signed(keys, authority(), simulator.clock().instant(), change));
    }

    HttpResponse<String> assertion(String assertion) {
        return token("", "grant_type", AssertionGrant.TYPE, "assertion", assertion);
    }

    /** The simulator's host and port. */
    String authority() {
        return simulator.baseUrl().substring("http://".length());
    }

    /** A call of the token endpoint; an empty authorization sends none. */
    HttpResponse<String> token(String authorization, String... namesAndValues) {
        return send(tokenRequest(authorization, namesAndValues));
    }

    HttpRequest tokenRequest(String authorization, String... namesAndValues) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded; charset=ISO-8859-1")
                .POST(HttpRequest.BodyPublishers.ofString(encoded(parameters)));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return request.build();
    }

    HttpResponse<String> userInfo(String accessToken) {
        return send(HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/oauth/userinfo"))
                .header("Authorization", "Bearer " + accessToken)
                .build());
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return SimulatorJson.read(response.body().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String refreshToken(HttpResponse<String> response) {
        return json(response).required("refresh_token").textValue();
    }

    static String accessToken(HttpResponse<String> response) {
        return json(response).required("access_token").textValue();
    }

    private static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "="
                        + Arrays.stream(entry.getValue().split(" ", -1))
                                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
                                .collect(Collectors.joining("%20")))
                .collect(Collectors.joining("&"));
    }

    @Override
    public void close() {
        http.close();
    }
}
