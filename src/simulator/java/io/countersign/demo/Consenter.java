package io.countersign.demo;

import io.countersign.simulator.SimulatedPerson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;

/** A person who opens a consent link, presses the button, allows at DocuSign and comes back. */
final class Consenter {
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String email;

    Consenter(String email) {
        this.email = email;
    }

    /**
     * Goes the whole way.
     *
     * @throws IllegalStateException when it does not end on a page that ends well
     */
    void follow(URI link) {
        HttpResponse<String> begun = send(HttpRequest.newBuilder(link).POST(HttpRequest.BodyPublishers.noBody()));
        URI docusign = URI.create(begun.headers().firstValue("Location").orElseThrow());
        URI back = new SimulatedPerson(email).allow(docusign);
        HttpResponse<String> end = send(HttpRequest.newBuilder(back).header("Cookie", cookies(begun)));
        if (end.statusCode() != OK) {
            throw new IllegalStateException(
                    "The consent of " + email + " ended with " + end.statusCode() + ":\n" + end.body());
        }
    }

    private static String cookies(HttpResponse<String> answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.split(";", 2)[0])
                .collect(Collectors.joining("; "));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("The vault did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the vault", e);
        }
    }
}
