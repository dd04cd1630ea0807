package io.countersign.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * The OpenID Connect issuer of the demo, on loopback: what a Kubernetes cluster is to its service accounts. It gives
 * anybody who asks a token of anybody, so that the examples need no cluster.
 */
final class WorkloadIssuer {
    /** What its tokens are meant for. */
    static final String AUDIENCE = "countersign";

    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final String KEYS = "/keys";
    private static final String TOKEN = "/token";
    private static final String SUBJECT = "sub=";
    private static final int ONE_DAY_IN_MINUTES = 24 * 60;

    private final PublicJsonWebKey key;
    private final HttpServer server;

    private WorkloadIssuer(PublicJsonWebKey key, HttpServer server) {
        this.key = key;
        this.server = server;
    }

    /** Listens on a port that is free, with a key that is made now. */
    static WorkloadIssuer start() {
        try {
            PublicJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId("demo");
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            WorkloadIssuer issuer = new WorkloadIssuer(key, server);
            server.createContext(DISCOVERY, exchange -> answer(exchange, 200, "application/json", issuer.discovery()));
            server.createContext(KEYS, exchange -> answer(exchange, 200, "application/json", issuer.keySet()));
            server.createContext(TOKEN, issuer::giveToken);
            server.start();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException("The demo's issuer could not be started", e);
        } catch (JoseException e) {
            throw new IllegalStateException("Every Java platform makes EC keys", e);
        }
    }

    /** Where it is, which is also what its tokens hold as {@code iss}. */
    String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private String discovery() {
        return JsonUtil.toJson(Map.of("issuer", address(), "jwks_uri", address() + KEYS));
    }

    private String keySet() {
        return new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    private void giveToken(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null || !query.startsWith(SUBJECT) || query.length() == SUBJECT.length()) {
            answer(exchange, 400, "text/plain", "Whose token? Ask for " + TOKEN + "?sub=<subject>\n");
            return;
        }
        String subject = URLDecoder.decode(query.substring(SUBJECT.length()), StandardCharsets.UTF_8);
        answer(exchange, 200, "application/jwt", token(subject));
    }

    private String token(String subject) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(address());
        claims.setAudience(AUDIENCE);
        claims.setSubject(subject);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(ONE_DAY_IN_MINUTES);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setKey(key.getPrivateKey());
        signature.setPayload(claims.toJson());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("Its own key signs", e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
