package io.countersign.consent;

import io.countersign.TestingBrowser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** A browser that sends whatever cookie header a test wants. */
final class TestingCookies {
    private TestingCookies() {}

    /** The one cookie that a browser would send. */
    static String of(TestingBrowser browser) {
        Map.Entry<String, String> only = browser.cookies().entrySet().iterator().next();
        return only.getKey() + "=" + only.getValue();
    }

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
