package io.countersign.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingCaller;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** How long a refusal takes does not tell whether there is such a tenant. Over HTTP, on one kept connection. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class UnknownTimesTest {
    private static final int SAMPLES = 800;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Stopwatch stopwatch = new Stopwatch(21);

    private BooleanSupplier asks(String key, String tenant, int status) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(TestDocuSign.publicUrl() + "/v1/tenants/" + tenant + "/connections/default/token"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        return () -> status(request) == status;
    }

    private int status(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tellNoTenant() {
        TestingTenant own = TestingTenant.connected();
        TestingTenant foreign = TestingTenant.connected();
        String key = TestingCaller.keyOf("caller-" + UUID.randomUUID(), List.of(own.tenant()), "token:issue");
        BooleanSupplier unknown = asks(key, foreign.tenant() + "x", 404);

        assertThat(stopwatch.smallestOfTen(asks(key, foreign.tenant(), 404), unknown, SAMPLES))
                .isLessThan(Stopwatch.THRESHOLD);
        // The proof of the proof: what is read and issued does tell.
        assertThat(stopwatch.smallestOfThree(asks(key, own.tenant(), 200), unknown, SAMPLES))
                .isGreaterThan(Stopwatch.THRESHOLD);
        assertThat(stopwatch.truths()).as("each was answered so").isGreaterThanOrEqualTo(6 * SAMPLES);
    }
}
