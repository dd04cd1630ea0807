package io.countersign.consent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A browser that sends whatever cookie header a test wants. */
final class TestingCookies {
    private TestingCookies() {}

    static HttpResponse<String> get(URI address, String cookie) {
        return send(HttpRequest.newBuilder(address).header("Cookie", cookie).GET());
    }

    static HttpResponse<String> head(URI address) {
        return send(HttpRequest.newBuilder(address).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    }

    static HttpResponse<String> head(URI address, String cookie) {
        return send(HttpRequest.newBuilder(address)
                .header("Cookie", cookie)
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
