package io.countersign.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A person with a browser, for tests: signs in at the simulator, allows or declines, and says where the simulator sends
 * the browser then. Never follows that redirect. Keeps the session like a browser does, so a second request may see no
 * page.
 *
 * <p>Any HTTP client can do the same with two form posts: {@code POST /oauth/auth/sign-in} with {@code request} (the
 * raw query of the authorize URL) and {@code email}, then, with the cookie from its answer,
 * {@code POST /oauth/auth/consent} with {@code request} and {@code decision} ({@code allow} or {@code decline}). Each
 * answers with a page, or with 302 when nothing is left to ask.
 */
public final class SimulatedPerson {
    private static final int FOUND = 302;

    private final HttpClient browser = HttpClient.newHttpClient();
    private final String email;
    private @Nullable String cookie;

    /** A person who signs in with the given e-mail address and has no session yet. */
    public SimulatedPerson(String email) {
        this.email = email;
    }

    /**
     * Opens the authorize URL, signs in if asked, allows if asked.
     *
     * @param authorizeUrl the absolute URL of {@code /oauth/auth} with its parameters, on the simulator
     * @return where the simulator sends the browser: the redirect URI with {@code code} and {@code state}
     * @throws IllegalStateException when the simulator shows a page that refuses the request or the person
     */
    public URI allow(URI authorizeUrl) {
        return decide(authorizeUrl, "allow");
    }

    /**
     * Opens the authorize URL, signs in if asked, declines. When consent was given before, there is nothing to decline
     * and the answer carries a code.
     *
     * @param authorizeUrl the absolute URL of {@code /oauth/auth} with its parameters, on the simulator
     * @return where the simulator sends the browser: the redirect URI with {@code error} and {@code state}
     * @throws IllegalStateException when the simulator shows a page that refuses the request or the person
     */
    public URI decline(URI authorizeUrl) {
        return decide(authorizeUrl, "decline");
    }

    /**
     * Only opens the authorize URL.
     *
     * @return the answer: a page, or 302 when the simulator asks nothing
     */
    public HttpResponse<String> open(URI authorizeUrl) {
        return send(HttpRequest.newBuilder(authorizeUrl));
    }

    private URI decide(URI authorizeUrl, String decision) {
        HttpResponse<String> answer = open(authorizeUrl);
        if (isPage(answer) && !answer.body().contains("/oauth/auth/consent")) {
            answer = post(authorizeUrl, "/oauth/auth/sign-in", "email", email);
        }
        if (isPage(answer)) {
            answer = post(authorizeUrl, "/oauth/auth/consent", "decision", decision);
        }
        if (answer.statusCode() != FOUND) {
            throw new IllegalStateException(
                    "The simulator answered " + answer.statusCode() + " with this page:\n" + answer.body());
        }
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    private static boolean isPage(HttpResponse<String> answer) {
        return answer.statusCode() == 200;
    }

    private HttpResponse<String> post(URI authorizeUrl, String path, String field, String value) {
        String form = "request=" + encode(authorizeUrl.getRawQuery()) + "&" + field + "=" + encode(value);
        return send(HttpRequest.newBuilder(authorizeUrl.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        try {
            HttpResponse<String> answer = browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
            answer.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.substring(0, set.indexOf(';')));
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The simulator did not answer at " + request.build().uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the simulator", e);
        }
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
