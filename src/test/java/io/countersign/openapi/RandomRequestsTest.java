package io.countersign.openapi;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestKeyring;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever is asked of the API, the answer is one that its description promises, never a 5xx, and what the description
 * forbids is not done.
 *
 * <p>Ten seeds, which are always the same; other ones with {@code -Drandom-requests.first-seed=11}. A failure names
 * seed and number, and the same seed sends the same again, as far as the answers before were the same.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class RandomRequestsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SEEDS = 10;
    private static final int REQUESTS = 1_000;

    /** A client waits for the server most of the time, and the server for the client. */
    private static final int AT_ONCE = 4;

    /**
     * They need somebody who consents beside a pin, a token of DocuSign's, a caller that may have tokens of that very
     * connection, lines of JSON, and an import of such.
     */
    private static final Set<String> NEVER_SUCCEED = Set.of(
            "POST /v1/tenants/{tenant}/connections/{connection}/confirmation",
            "POST /v1/tenants/{tenant}/connections/{connection}/import",
            "POST /v1/tenants/{tenant}/connections/{connection}/refresh-handles",
            "DELETE /v1/tenants/{tenant}/connections/{connection}/refresh-handles/{id}",
            // The one key that is there wraps everything.
            "POST /v1/keyring/{key}/retirement",
            "POST /v1/imports",
            "GET /v1/imports/{id}",
            "GET /v1/imports/{id}/lines",
            "DELETE /v1/imports/{id}",
            // Whoever makes a delivery does not answer where it stands.
            "POST /v1/webhooks/{webhook}/deliveries/{delivery}/redelivery");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Set<Integer>> seen = new ConcurrentHashMap<>();
    private final Set<String> operations = new TreeSet<>();

    @Test
    void tenThousandRequestsGetWhatTheDescriptionPromises() throws Exception {
        URI vault = URI.create(TestDocuSign.publicUrl());
        AnswerCheck check = AnswerCheck.of(vault);
        JsonNode document =
                JSON.readTree(vault.resolve("/q/openapi?format=json").toURL());
        int first = Integer.getInteger("random-requests.first-seed", 1);
        List<Callable<Void>> sequences = new ArrayList<>();
        for (int seed = first; seed < first + SEEDS; seed++) {
            RandomRequests requests = requests(document, seed);
            operations.addAll(requests.operations());
            String name = "seed " + seed;
            sequences.add(() -> {
                sendAll(requests, name, vault, check);
                return null;
            });
        }
        try (ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Future<Void> sequence : senders.invokeAll(sequences)) {
                sequence.get();
            }
        }
        assertReached();
    }

    private void sendAll(RandomRequests requests, String name, URI vault, AnswerCheck check)
            throws IOException, InterruptedException {
        for (int number = 1; number <= REQUESTS; number++) {
            RandomRequests.Request request = requests.next();
            HttpResponse<String> answer = send(vault, request);
            assertThat(complaints(check, request, answer))
                    .as("%s, request %d: %s answered %d %s", name, number, request, answer.statusCode(), answer.body())
                    .isEmpty();
            seen.computeIfAbsent(request.operation(), operation -> ConcurrentHashMap.newKeySet())
                    .add(answer.statusCode());
            requests.heed(request, json(answer.body()));
        }
    }

    /** Requests that are all refused at the door would prove nothing. */
    private void assertReached() {
        assertThat(operations).hasSizeGreaterThan(20).containsAll(NEVER_SUCCEED);
        assertThat(operations)
                .allSatisfy(operation -> assertThat(seen.get(operation))
                        .as(operation)
                        .hasSizeGreaterThan(2)
                        .anyMatch(status -> status < 300 || NEVER_SUCCEED.contains(operation)));
    }

    /**
     * Four tenants and integrations, and two tenants that are connected and get tokens, until a request deletes or
     * disconnects them.
     */
    private static RandomRequests requests(JsonNode document, int seed) {
        String stock = "random-" + seed + "-";
        String app = "{\"environment\":\"demo\",\"integration_key\":\"%s\",\"client_secret\":\"a secret\"}";
        for (int number = 0; number < 4; number++) {
            operator().body("{\"display_name\":\"Random\"}").put("/v1/tenants/" + stock + number);
            operator().body(app.formatted(new UUID(seed, number))).put("/v1/integrations/" + stock + number);
        }
        String reader = keyOf(stock + "reader", List.of(stock + 0), "tenant:read", "connection:read", "token:issue");
        return new RandomRequests(
                document,
                new Random(seed),
                Map.of(
                        "tenant",
                                names(
                                        stock,
                                        TestingTenant.connected().tenant(),
                                        TestingTenant.connected().tenant()),
                        "integration", names(stock, stock + 4),
                        "connection", List.of("default", "default", "second"),
                        "caller", names(stock, "bootstrap"),
                        "webhook", names(stock),
                        "key", List.of(TestKeyring.configuration().get("countersign.keyring.primary"), "unknown")),
                List.of(
                        "Bearer " + TestDatabase.BOOTSTRAP_KEY,
                        "Bearer " + reader,
                        "",
                        "Bearer csk_nonsense",
                        "Bearer",
                        "Basic YTpi"));
    }

    private static List<String> names(String stock, String... others) {
        return Stream.concat(IntStream.range(0, 4).mapToObj(number -> stock + number), Stream.of(others))
                .toList();
    }

    private HttpResponse<String> send(URI vault, RandomRequests.Request request)
            throws IOException, InterruptedException {
        HttpRequest.Builder sent = HttpRequest.newBuilder(URI.create(vault + request.path()));
        request.headers().forEach(sent::header);
        sent.method(
                request.method(),
                request.body() == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(request.body()));
        return http.send(sent.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static List<String> complaints(
            AnswerCheck check, RandomRequests.Request request, HttpResponse<String> answer) {
        if (answer.statusCode() >= 500) {
            return List.of("a 5xx");
        }
        if (answer.statusCode() < 300 && !request.json().isMissingNode()) {
            List<String> forbidden = check.complaintsOfBody(request.method(), request.pathAlone(), request.json());
            if (!forbidden.isEmpty()) {
                return forbidden;
            }
        }
        return check.complaints(request.method(), request.pathAlone(), AnswerCheck.Answer.of(answer));
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
