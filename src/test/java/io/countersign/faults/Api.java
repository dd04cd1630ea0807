package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.openapi.AnswerCheck;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one caller to replicas, or to what stands before them, whose answers are as the API's description
 * promises. Keeps connections open between them, as services do.
 */
final class Api {
    /** A remaining life that only a token of the last half hour has: makes the vault renew any other. */
    static final int NEW = 27_000;

    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private final HttpClient http;
    private final @Nullable String key;
    private final AnswerCheck check;

    private Api(HttpClient.Builder http, @Nullable String key, AnswerCheck check) {
        this.http = http.version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        this.key = key;
        this.check = check;
    }

    /** Whoever has that key, or another text that callers prove by who they are. */
    Api(String key, AnswerCheck check) {
        this(HttpClient.newBuilder(), key, check);
    }

    /** Whoever has the certificate that is shown there, and sends nothing. */
    Api(SSLContext tls, AnswerCheck check) {
        this(HttpClient.newBuilder().sslContext(tls), null, check);
    }

    /** Asks for the connection's token, for as long a life as the vault likes. */
    Answer token(Entrance entrance, SeededConnection connection) {
        return send(entrance, "POST", connection.path() + "/token", "{}");
    }

    /** Asks for a token that lasts so many seconds. */
    Answer token(Entrance entrance, SeededConnection connection, int minTtl) {
        return send(entrance, "POST", connection.path() + "/token", minTtl(minTtl));
    }

    /**
     * The same without waiting. There may be a thousand at once: to look into each answer would take from the replicas
     * the processor that they share with this.
     */
    CompletableFuture<Answer> tokenLater(Entrance entrance, SeededConnection connection, int minTtl) {
        return send(withBody(entrance, "POST", connection.path() + "/token", minTtl(minTtl)), unread -> {});
    }

    /** Asks again and again, as callers do, until an answer has that status; fails after half a minute. */
    Answer tokenAtLast(Entrance entrance, SeededConnection connection, int minTtl, int status) {
        AtomicReference<Answer> last = new AtomicReference<>();
        TestingWait.until(connection + " is answered " + status, Duration.ofSeconds(60), () -> {
            last.set(token(entrance, connection, minTtl));
            return last.get().status() == status;
        });
        return last.get();
    }

    /** Presents a refresh handle of that caller's at the token endpoint. */
    Answer refresh(Entrance entrance, String caller, String handle) {
        String form = "grant_type=refresh_token&client_id=%s&client_secret=%s&refresh_token=%s"
                .formatted(caller, key, handle);
        HttpRequest request = HttpRequest.newBuilder(entrance.address("/oauth/token"))
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .build();
        return send(request, notDescribed -> {}).join();
    }

    /** Sends any request and waits for its answer. */
    Answer send(Entrance entrance, String method, String path, String body) {
        return send(withBody(entrance, method, path, body)).join();
    }

    /** Sends a long body of lines, piece by piece, and waits for the answer. */
    Answer upload(Entrance entrance, String path, Iterable<byte[]> pieces) {
        return send(request(entrance, path)
                        .POST(HttpRequest.BodyPublishers.ofByteArrays(pieces))
                        .header("Content-Type", "application/x-ndjson")
                        .build())
                .join();
    }

    /** Waits for all. */
    static List<Answer> all(List<CompletableFuture<Answer>> answers) {
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private HttpRequest withBody(Entrance entrance, String method, String path, String body) {
        return request(entrance, path)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
    }

    private HttpRequest.Builder request(Entrance entrance, String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(entrance.address(path)).timeout(PATIENCE);
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private CompletableFuture<Answer> send(HttpRequest request) {
        return send(request, response -> check(request, response));
    }

    private CompletableFuture<Answer> send(HttpRequest request, Consumer<HttpResponse<String>> look) {
        long began = System.nanoTime();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).handle((response, failure) -> {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            if (failure != null) {
                return new Answer(Answer.NONE, reason(failure), took, "");
            }
            look.accept(response);
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    took,
                    response.headers().firstValue("Retry-After").orElse(""));
        });
    }

    private void check(HttpRequest request, HttpResponse<String> response) {
        assertThat(check.complaints(request.method(), request.uri().getRawPath(), AnswerCheck.Answer.of(response)))
                .as("%s %s", request.method(), request.uri())
                .isEmpty();
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof IOException) {
            return cause.toString();
        }
        throw new AssertionError("A request failed for no reason of the network", cause);
    }

    private static String minTtl(int seconds) {
        return "{\"min_ttl_seconds\": " + seconds + "}";
    }
}
