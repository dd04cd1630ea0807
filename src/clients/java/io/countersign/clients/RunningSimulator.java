package io.countersign.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The simulator that runs beside the tests, and what people do there. Each test has a client of its own. */
final class RunningSimulator {
    static final String URL = System.getProperty("simulator.url", "https://localhost:8443");

    /** Host and port: to DocuSign's SDKs the base path of its authentication service, and the audience of a JWT. */
    static final String AUTHORITY = URI.create(URL).getAuthority();

    static final String REDIRECT_URI = "https://app.example/callback";
    static final String ADA = "ada.lovelace@example.com";
    static final String ADAS_ID = "4799e5e9-51f0-4a0d-8d7a-cf4713bb0001";

    /** Each client is registered with the public half. */
    static final String PRIVATE_KEY;

    private static final String PUBLIC_KEY;

    static {
        KeyPair keys = newKeys();
        PRIVATE_KEY = pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        PUBLIC_KEY = pem("PUBLIC KEY", keys.getPublic().getEncoded());
    }

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private RunningSimulator() {}

    /** A registered client; the secret is empty for a public one. */
    record Client(String id, String secret) {}

    static Client confidentialClient() {
        return register(false);
    }

    static Client publicClient() {
        return register(true);
    }

    /** What the browser brings back when Ada has followed the URL and allowed what it asks for. */
    static JsonNode signIn(Object authorizeUrl) {
        return post("sign-in", JSON.createObjectNode().put("user", ADA).put("authorize_url", authorizeUrl.toString()));
    }

    /** Ada lets the client act for her. */
    static void consentToImpersonation(Client client) {
        post(
                "consents",
                JSON.createObjectNode()
                        .put("client_id", client.id())
                        .put("user", ADA)
                        .put("scope", "signature impersonation"));
    }

    static JsonNode post(String path, JsonNode body) {
        return send(path, "POST", body);
    }

    static JsonNode patch(String path, String body) {
        try {
            return send(path, "PATCH", JSON.readTree(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A key that no client is registered with. */
    static String otherPrivateKey() {
        return pem("PRIVATE KEY", newKeys().getPrivate().getEncoded());
    }

    private static Client register(boolean isPublic) {
        ObjectNode asked = JSON.createObjectNode().put("public_client", isPublic);
        asked.putArray("redirect_uris").add(REDIRECT_URI);
        asked.putArray("rsa_public_keys").add(PUBLIC_KEY);
        JsonNode made = post("clients", asked);
        return new Client(
                made.path("client_id").asText(), made.path("secrets").path(0).asText());
    }

    private static JsonNode send(String path, String method, JsonNode body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(URL + "/simulator/" + path))
                .method(method, BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new AssertionError("The simulator refuses " + request + ": " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has RSA", e);
        }
    }

    private static String pem(String kind, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    }
}
