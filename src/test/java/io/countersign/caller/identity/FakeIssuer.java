package io.countersign.caller.identity;

import io.countersign.docusign.FakeServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jose4j.jwk.PublicJsonWebKey;

/** An issuer on loopback. Answers what it was told to, and 404 to the rest. */
public final class FakeIssuer implements AutoCloseable {
    static final String DISCOVERY = "/.well-known/openid-configuration";

    private static final String KEYS = "/keys";

    private final FakeServer server;
    private final String scheme;
    private final Map<String, FakeServer.Script> scripts;

    private FakeIssuer(ServerSocket listener, String scheme) {
        Map<String, FakeServer.Script> answers = new ConcurrentHashMap<>();
        this.scheme = scheme;
        this.scripts = answers;
        this.server = FakeServer.start(
                listener, request -> answers.getOrDefault(request.split(" ")[1], status("404 Not Found")));
    }

    /** By plain HTTP. */
    public static FakeIssuer start() throws IOException {
        return new FakeIssuer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http");
    }

    /** By TLS, with that certificate. */
    static FakeIssuer start(TestingAuthority.Signed certificate) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(certificate.store(), TestingAuthority.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return new FakeIssuer(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()), "https");
    }

    /** What stands in its tokens as {@code iss}. */
    public String issuer() {
        return scheme + "://localhost:" + server.port();
    }

    String keysUrl() {
        return issuer() + KEYS;
    }

    /** From now on it has these keys, and a discovery document. */
    public FakeIssuer has(PublicJsonWebKey... keys) {
        scripts.put(DISCOVERY, json("{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(issuer(), keysUrl())));
        scripts.put(KEYS, json(TestingJwt.keySet(keys)));
        return this;
    }

    /** From now on it answers like that there. */
    void answers(String path, FakeServer.Script script) {
        scripts.put(path, script);
    }

    /** From now on it answers 503. */
    public void isAway() {
        scripts.replaceAll((path, script) -> status("503 Service Unavailable"));
    }

    /** From now on it takes connections, and says nothing. */
    public FakeIssuer hangs() {
        scripts.put(DISCOVERY, FakeServer::waitForTheEnd);
        scripts.put(KEYS, FakeServer::waitForTheEnd);
        return this;
    }

    /** The heads of what was asked so far. */
    public List<String> requests() {
        return server.requests();
    }

    static FakeServer.Script json(String text) {
        return socket -> FakeServer.send(
                socket,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                        + text.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + text);
    }

    static FakeServer.Script status(String status) {
        return socket -> FakeServer.send(socket, "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
