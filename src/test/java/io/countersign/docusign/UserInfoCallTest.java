package io.countersign.docusign;

import static io.countersign.docusign.FakeDocuSign.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.crypto.Secret;
import io.countersign.docusign.UserInfo.Account;
import io.countersign.docusign.UserInfoAnswer.Known;
import io.countersign.docusign.UserInfoAnswer.Refused;
import io.countersign.docusign.UserInfoAnswer.Silent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** userinfo on the wire. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class UserInfoCallTest extends TokenCallFixture {

    private static final Duration DEADLINE = Duration.ofSeconds(4);
    private static final Duration LATE = Duration.ofSeconds(40);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ANN = "{\"sub\":\"u\",\"accounts\":[{\"account_id\":\"a\",\"is_default\":true,"
            + "\"base_uri\":\"http://localhost:8081\"}]}";
    private static final Known KNOWN = new Known(
            new UserInfo("u", null, null, List.of(new Account("a", null, URI.create("http://localhost:8081")))),
            List.of());

    private UserInfoAnswer ask() {
        return ask(LATE);
    }

    private UserInfoAnswer ask(Duration deadline) {
        return TestingDocuSign.at(fake.uri(), deadline, meters)
                .userInfo(Environment.PRODUCTION, Secret.ofText("A1"))
                .await()
                .atMost(PATIENCE);
    }

    private double counted(String outcome) {
        return meters.counter(CallRecords.CALLS, "environment", "production", "call", "userinfo", "outcome", outcome)
                .count();
    }

    @Test
    void bearerIsSent() {
        // Given
        fake.then(answer(200, ANN));

        // When
        UserInfoAnswer answer = ask();

        // Then
        assertThat(answer).isEqualTo(KNOWN);
        assertThat(fake.requests())
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .startsWith("GET /oauth/userinfo HTTP/1.1")
                        .containsIgnoringCase("\r\nauthorization: Bearer A1\r\n"));
    }

    @Test
    void thirdTryCounts() {
        // Given
        fake.then(answer(503, ""), FakeDocuSign::reset, answer(200, ANN));

        // When
        UserInfoAnswer answer = ask();

        // Then
        assertThat(answer).isEqualTo(KNOWN);
        assertThat(fake.requests()).hasSize(3);
        assertThat(counted("server_error")).isEqualTo(1);
        assertThat(counted("cut_off")).isEqualTo(1);
        assertThat(counted("known")).isEqualTo(1);
    }

    @Test
    void thereIsNoFourthTry() {
        // Given
        fake.then(answer(500, ""), answer(500, ""), answer(502, "", "Retry-After: 3"), answer(200, ANN));

        // When
        UserInfoAnswer answer = ask();

        // Then
        assertThat(answer).isEqualTo(new Silent(Silent.Reason.SERVER_ERROR, Duration.ofSeconds(3)));
        assertThat(fake.requests()).hasSize(3);
    }

    @Test
    void silenceEndsAtTheDeadline() {
        // Given
        fake.then(FakeServer::waitForTheEnd, FakeServer::waitForTheEnd, FakeServer::waitForTheEnd);
        long start = System.nanoTime();

        // When
        UserInfoAnswer answer = ask(DEADLINE);

        // Then
        assertThat(answer).isEqualTo(new Silent(Silent.Reason.TIMEOUT, null));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LATE);
        assertThat(fake.requests()).hasSize(3);
    }

    @Test
    void deadTokenIsNotAskedAgain() {
        // Given
        fake.then(answer(401, "{\"error\":\"internal_server_error\",\"reference_id\":\"1\"}"), answer(200, ANN));

        // When
        UserInfoAnswer answer = ask();

        // Then
        assertThat(answer).isEqualTo(new Refused(Refused.Reason.TOKEN, 401, List.of()));
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void throttlingIsNotAskedAgain() {
        // Given
        fake.then(answer(429, "", "Retry-After: 60"), answer(200, ANN));

        // When
        UserInfoAnswer answer = ask();

        // Then
        assertThat(answer).isEqualTo(new Silent(Silent.Reason.THROTTLED, Duration.ofSeconds(60)));
        assertThat(fake.requests()).hasSize(1);
    }
}
