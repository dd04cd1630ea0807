package io.countersign.caller;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestIssuer;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An issuer that takes connections and says nothing, which is harder than one that refuses them: what its callers get,
 * and what everybody else does not feel of it.
 */
@QuarkusIntegrationTest
@WithTestResource(TestDatabase.class)
class IssuerAwayIT {
    private static final String SUBJECT = "sender-of-who-hangs";
    private static final int CALLERS = 40;

    /** Far below the five seconds for which the issuer is waited for. */
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private TestingTenant tenant;

    @BeforeEach
    void connect() {
        tenant = TestingTenant.connected();
    }

    private record Timed(Response answer, Duration took) {}

    private Timed ask(String credential) {
        long began = System.nanoTime();
        Response answer = with(credential).get(tenant.connection());
        return new Timed(answer, Duration.ofNanos(System.nanoTime() - began));
    }

    /** Tokens that were never seen before, all at once. */
    private List<Future<Timed>> newTokens() {
        return IntStream.range(0, CALLERS)
                .mapToObj(i -> threads.submit(() -> ask(TestIssuer.tokenOfWhoHangs(SUBJECT + i))))
                .toList();
    }

    private static List<Timed> all(List<Future<Timed>> asked) throws Exception {
        List<Timed> answers = new ArrayList<>();
        for (Future<Timed> each : asked) {
            answers.add(each.get());
        }
        return answers;
    }

    private static void assertUnknowable(Response answer) {
        answer.then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", "5")
                .body("type", equalTo("urn:countersign:problem:unavailable"));
    }

    private void assertLetInAtOnce(String credential) {
        Timed asked = ask(credential);
        assertThat(asked.answer().statusCode()).isEqualTo(200);
        assertThat(asked.took()).isLessThan(AT_ONCE);
    }

    private String callerOf(String issuer, String subject) {
        operator()
                .body(Map.of(
                        "grants",
                        List.of(Map.of("tenants", List.of(tenant.tenant()), "permissions", List.of("connection:read"))),
                        "identities",
                        List.of(Map.of("type", "oidc", "issuer", issuer, "subject", subject))))
                .put("/v1/callers/" + subject)
                .then()
                .statusCode(201);
        return subject;
    }

    @Test
    void nobodyIsLetInNobodyQueuesAndAllIsWellWhenItAnswers() throws Exception {
        // Given
        String sender = callerOf(TestIssuer.hanging().issuer(), SUBJECT);
        String other = TestIssuer.token(callerOf(TestIssuer.issuer(), "sender-of-another-issuer"));
        assertLetInAtOnce(other);

        // When
        List<Future<Timed>> waiting = newTokens();
        TestingWait.until(
                "the issuer is asked", () -> !TestIssuer.hanging().requests().isEmpty());

        // Then: whoever is somebody else's waits for nothing
        assertLetInAtOnce(other);
        assertLetInAtOnce(TestDatabase.BOOTSTRAP_KEY);
        assertThat(all(waiting)).allSatisfy(each -> assertUnknowable(each.answer()));
        assertThat(TestIssuer.hanging().requests()).as("one question for all").hasSize(1);
        assertThat(all(newTokens())).as("and no other for five seconds").allSatisfy(each -> {
            assertUnknowable(each.answer());
            assertThat(each.took()).isLessThan(AT_ONCE);
        });
        assertThat(TestIssuer.hanging().requests()).hasSize(1);

        // When
        TestIssuer.answersAgain();

        // Then
        String seen = TestIssuer.tokenOfWhoHangs(sender);
        TestingWait.until("its callers are let in", () -> ask(seen).answer().statusCode() == 200);

        // When: it hangs again, and its keys are known
        int asked = TestIssuer.hanging().requests().size();
        TestIssuer.hanging().hangs();

        // Then
        assertLetInAtOnce(seen);
        assertLetInAtOnce(TestIssuer.tokenOfWhoHangs(sender));
        assertThat(TestIssuer.hanging().requests()).hasSize(asked);
    }
}
