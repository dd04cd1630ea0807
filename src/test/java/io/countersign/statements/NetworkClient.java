package io.countersign.statements;

import io.countersign.TestDocuSign;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.oauth.StandardsClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Somebody at an address of this machine. */
record NetworkClient(HttpClient http) {
    private static final int AT_ONCE = 100;

    /** At that loopback address. */
    static NetworkClient at(String address) {
        try {
            return new NetworkClient(HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .localAddress(InetAddress.getByName(address))
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param credential after {@code Bearer}, or an empty text for none */
    HttpResponse<String> send(String method, String path, String credential) {
        return send(request(path, credential).method(method, HttpRequest.BodyPublishers.noBody()))
                .join();
    }

    /** A request without a credential, with that header of a proxy's. */
    HttpResponse<String> forwarded(String path, String forwardedFor) {
        return send(request(path, "").header("X-Forwarded-For", forwardedFor).GET())
                .join();
    }

    /** Asks for that tenant's token. */
    HttpResponse<String> token(TestingTenant tenant, String key) {
        return tokenLater(tenant, key).join();
    }

    CompletableFuture<HttpResponse<String>> tokenLater(TestingTenant tenant, String key) {
        return send(request(tenant.connection() + "/token", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    }

    /** Asks for the same as a client of OAuth 2.0. */
    HttpResponse<String> grant(TestingTenant tenant, String name, String key) {
        return send(request("/oauth/token", "")
                        .header("Authorization", StandardsClient.basic(name, key))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&resource="
                                + StandardsClient.encoded(StandardsClient.urn(tenant)))))
                .join();
    }

    /** The first 429 of many such requests at once. */
    HttpResponse<String> tooManyOf(Supplier<CompletableFuture<HttpResponse<String>>> request) {
        AtomicReference<HttpResponse<String>> found = new AtomicReference<>();
        TestingWait.until("it is too much", Duration.ofSeconds(60), () -> {
            atOnce(request).stream()
                    .filter(answer -> answer.statusCode() == 429)
                    .forEach(found::set);
            return found.get() != null;
        });
        return found.get();
    }

    /** The answers to many such requests at once. */
    List<HttpResponse<String>> atOnce(Supplier<CompletableFuture<HttpResponse<String>>> request) {
        List<CompletableFuture<HttpResponse<String>>> answers =
                Stream.generate(request).limit(AT_ONCE).toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static HttpRequest.Builder request(String path, String credential) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(TestDocuSign.publicUrl().replace("localhost", "127.0.0.1") + path));
        return credential.isEmpty() ? request : request.header("Authorization", "Bearer " + credential);
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
