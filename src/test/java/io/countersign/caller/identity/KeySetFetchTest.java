package io.countersign.caller.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.TestingWait;
import io.countersign.docusign.FakeServer;
import io.countersign.egress.EgressProxies;
import io.countersign.egress.ProxySetting;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySetFetchTest {
    private static final Vertx VERTX = Vertx.vertx();

    private static PublicJsonWebKey key;

    @TempDir
    private Path directory;

    private final List<FakeIssuer> issuers = new ArrayList<>();

    @BeforeAll
    static void makeKey() throws JoseException {
        key = TestingJwt.ecKey("one");
    }

    @AfterEach
    void stop() throws IOException {
        for (FakeIssuer issuer : issuers) {
            issuer.close();
        }
    }

    @AfterAll
    static void close() {
        TestingWait.answer(Uni.createFrom().completionStage(VERTX.close().toCompletionStage()));
    }

    private FakeIssuer plain() throws IOException {
        FakeIssuer issuer = FakeIssuer.start();
        issuers.add(issuer);
        return issuer;
    }

    private static TrustedIssuer discovered(String issuer) {
        return new TrustedIssuer("own", issuer, "countersign", Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static TrustedIssuer at(String keysUrl, Path caFile, Path tokenFile) {
        return new TrustedIssuer(
                "own",
                "https://elsewhere.example.com",
                "countersign",
                Optional.of(URI.create(keysUrl)),
                Optional.ofNullable(caFile),
                Optional.ofNullable(tokenFile));
    }

    private static List<String> fetch(TrustedIssuer issuer) {
        return fetch(issuer, KeySetFetch.DEADLINE);
    }

    private static List<String> fetch(TrustedIssuer issuer, Duration deadline) {
        EgressProxies none = EgressProxies.of(
                new ProxySetting("none", Optional.empty(), Optional.empty(), Optional.empty()),
                name -> Optional.empty());
        KeySet keys = TestingWait.answer(new KeySetFetch(VERTX, issuer, none, deadline).keys());
        return keys.keys().stream().map(JsonWebKey::getKeyId).toList();
    }

    private static void assertFails(TrustedIssuer issuer, String reason) {
        assertThatThrownBy(() -> fetch(issuer)).hasStackTraceContaining(reason);
    }

    @Test
    void findsTheKeysWhereTheIssuerSaysThatTheyAre() throws IOException {
        FakeIssuer issuer = plain().has(key);

        assertThat(fetch(discovered(issuer.issuer()))).containsExactly("one");
        assertThat(issuer.requests()).hasSize(2).noneMatch(request -> request.contains("uthorization"));
        assertThat(fetch(at(issuer.keysUrl(), null, null))).containsExactly("one");
        assertThat(issuer.requests()).hasSize(3);
    }

    @Test
    void believesNoOtherIssuersDocument() throws IOException {
        FakeIssuer issuer = plain().has(key);
        String url = issuer.issuer();

        for (String document : List.of(
                "{\"issuer\":\"%s/\",\"jwks_uri\":\"%s\"}".formatted(url, issuer.keysUrl()),
                "{\"issuer\":\"%s\",\"jwks_uri\":\"http://keys.example.com/keys\"}".formatted(url),
                "{\"issuer\":\"%s\",\"jwks_uri\":7}".formatted(url),
                "{\"issuer\":\"%s\"}".formatted(url),
                "[]",
                "")) {
            issuer.answers(FakeIssuer.DISCOVERY, FakeIssuer.json(document));
            assertFails(discovered(url), "names another issuer, or no address");
        }
    }

    @Test
    void readsNothingButAnAnswer() throws IOException {
        FakeIssuer issuer = plain();
        TrustedIssuer known = at(issuer.keysUrl(), null, null);

        assertFails(known, "status 404");
        issuer.answers(
                "/keys",
                socket -> FakeServer.send(
                        socket,
                        "HTTP/1.1 302 Found\r\nLocation: " + issuer.issuer() + "/other\r\nContent-Length: 0\r\n\r\n"));
        issuer.answers("/other", FakeIssuer.json(TestingJwt.keySet(key)));
        assertFails(known, "status 302");
        issuer.answers("/keys", FakeIssuer.json("{\"keys\":[]}"));
        assertFails(known, "has 0 keys");
        issuer.answers("/keys", FakeIssuer.json("<html>"));
        assertFails(known, "is no JSON Web Key Set");
        String longSet = TestingJwt.keySet(key).replaceFirst("\\{", "{\"x\":\"" + "x".repeat(262_144) + "\",");
        issuer.answers("/keys", FakeIssuer.json(longSet));
        assertFails(known, "is longer than 262144 bytes");
        issuer.answers("/keys", FakeServer::waitForTheEnd);
        assertThatThrownBy(() -> fetch(known, Duration.ofMillis(300))).isInstanceOf(TimeoutException.class);
        assertThat(issuer.requests()).hasSize(6);
    }

    @Test
    void keepsWhatIsForSignaturesAlone() throws IOException, JoseException {
        PublicJsonWebKey forEncryption = TestingJwt.ecKey("two");
        forEncryption.setUse("enc");
        PublicJsonWebKey forSignatures = TestingJwt.ecKey("three");
        forSignatures.setUse("sig");
        FakeIssuer issuer = plain().has(key, forEncryption, forSignatures);

        assertThat(fetch(discovered(issuer.issuer()))).containsExactly("one", "three");
        PublicJsonWebKey[] many = new PublicJsonWebKey[101];
        Arrays.fill(many, key);
        issuer.has(many);
        assertFails(discovered(issuer.issuer()), "has 101 keys");
    }

    @Test
    void checksTheCertificateAndItsName() throws IOException, GeneralSecurityException {
        TestingAuthority authority = TestingAuthority.named("authority", Instant.now());
        Path ca = authority.pem(directory.resolve("ca.crt"));
        Path other = TestingAuthority.named("other", Instant.now()).pem(directory.resolve("other.crt"));
        try (FakeIssuer right = FakeIssuer.start(authority.server(Instant.now(), "localhost"));
                FakeIssuer wrong = FakeIssuer.start(authority.server(Instant.now(), "issuer.example.com"))) {
            right.has(key);
            wrong.has(key);

            assertThat(fetch(at(right.keysUrl(), ca, null))).containsExactly("one");
            assertFails(at(right.keysUrl(), other, null), "SSLHandshakeException");
            assertFails(at(right.keysUrl(), null, null), "SSLHandshakeException");
            assertFails(at(wrong.keysUrl(), ca, null), "SSLHandshakeException");
            assertThat(wrong.requests()).isEmpty();
        }
    }

    @Test
    void sendsTheTokenAsItIsNowAndToItsOwnHostAlone() throws IOException {
        // Given
        Path token = Files.writeString(directory.resolve("token"), "first\n");
        FakeIssuer own = plain().has(key);

        // When, Then
        fetch(at(own.keysUrl(), null, token));
        Files.writeString(token, "second");
        fetch(at(own.keysUrl(), null, token));
        assertThat(own.requests().get(0)).containsIgnoringCase("\r\nauthorization: Bearer first\r\n");
        assertThat(own.requests().get(1)).containsIgnoringCase("\r\nauthorization: Bearer second\r\n");

        // When, Then: another host, which the document names
        FakeIssuer other = plain().has(key);
        own.answers(
                FakeIssuer.DISCOVERY,
                FakeIssuer.json("{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(own.issuer(), other.keysUrl())));
        fetch(new TrustedIssuer(
                "own", own.issuer(), "countersign", Optional.empty(), Optional.empty(), Optional.of(token)));
        assertThat(own.requests().get(2)).containsIgnoringCase("\r\nauthorization: Bearer second\r\n");
        assertThat(other.requests()).hasSize(1).noneMatch(request -> request.contains("second"));

        // When, Then: no token, no question
        assertFails(at(own.keysUrl(), null, directory.resolve("absent")), "absent");
        assertThat(own.requests()).hasSize(3);
    }
}
