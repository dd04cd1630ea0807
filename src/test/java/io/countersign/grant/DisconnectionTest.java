package io.countersign.grant;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingBrowser;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A second {@code DELETE} of a connection answers what the first did, and changes nothing. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class DisconnectionTest {

    private static String disconnect(TestingTenant tenant) {
        return operator()
                .delete(tenant.connection())
                .then()
                .statusCode(200)
                .body("disconnected", equalTo(true))
                .extract()
                .asString();
    }

    private static String rowsOf(TestingTenant tenant) {
        return TestingSql.text(
                "SELECT to_jsonb(t) || to_jsonb(c) FROM connection_token t JOIN connection c ON c.uuid = t.uuid"
                        + " WHERE t.tenant = ?",
                tenant.tenant());
    }

    private static long disconnections(TestingTenant tenant) {
        return TestingTrail.typesOf(tenant.tenant()).stream()
                .filter("connection.disconnected"::equals)
                .count();
    }

    private static CompletableFuture<String> soon(TestingTenant tenant) {
        return CompletableFuture.supplyAsync(() -> disconnect(tenant), Thread::startVirtualThread);
    }

    @Test
    void aSecondDisconnectAnswersWhatTheFirstDid() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        String end = tenant.view().extract().path("access_token_expires_at");

        // When
        String first = disconnect(tenant);
        String rows = rowsOf(tenant);
        String second = disconnect(tenant);

        // Then
        assertThat(first).contains(end);
        assertThat(second).isEqualTo(first);
        assertThat(rowsOf(tenant)).isEqualTo(rows);
        assertThat(disconnections(tenant)).isEqualTo(1);
        tenant.view().body("access_token_expires_at", nullValue());
    }

    /** What it answers outlives the tokens, and no consent that was accepted since. */
    @Test
    void theNextDisconnectSpeaksOfTheNextTokens() {
        // Given
        SimulatedUser person = TestingPeople.withAccounts("Theirs");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", person.email()));
        tenant.consent(person.email());
        String first = disconnect(tenant);

        // When
        tenant.consent(person.email());
        String end = tenant.view().extract().path("access_token_expires_at");
        String next = disconnect(tenant);

        // Then
        assertThat(next).isNotEqualTo(first).contains(end);
        assertThat(disconnect(tenant)).isEqualTo(next);
        assertThat(disconnections(tenant)).isEqualTo(2);
    }

    @Test
    void ofOneThatNeverHadTokensItIsTheSame() {
        TestingTenant tenant = TestingTenant.create(Map.of());

        String first = disconnect(tenant);
        String rows = rowsOf(tenant);

        assertThat(first).contains("\"access_token_expires_at\":null");
        assertThat(disconnect(tenant)).isEqualTo(first);
        assertThat(rowsOf(tenant)).isEqualTo(rows);
        assertThat(disconnections(tenant)).isEqualTo(1);
    }

    @Test
    void ofTwoAtOnceBothAnswerTheSame() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        List<CompletableFuture<String>> answers;

        // When
        try (TestingLock lock =
                TestingLock.on("SELECT uuid FROM connection_token WHERE tenant = ? FOR UPDATE", tenant.tenant())) {
            answers = Stream.generate(() -> soon(tenant)).limit(2).toList();
            lock.awaitWaiting(2);
        }

        // Then
        assertThat(answers.getFirst().join())
                .isEqualTo(answers.getLast().join())
                .doesNotContain("\"access_token_expires_at\":null");
        assertThat(disconnections(tenant)).isEqualTo(1);
    }

    @Test
    void whatWasBegunSinceIsWithdrawn() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        String first = disconnect(tenant);
        URI link = tenant.link();

        // When
        String second = disconnect(tenant);

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(new TestingBrowser().get(link).statusCode()).isEqualTo(410);
        assertThat(disconnections(tenant)).isEqualTo(2);

        // When
        String rows = rowsOf(tenant);
        String third = disconnect(tenant);

        // Then
        assertThat(third).isEqualTo(first);
        assertThat(rowsOf(tenant)).isEqualTo(rows);
        assertThat(disconnections(tenant)).isEqualTo(2);
    }

    @Test
    void whatIsPendingSinceIsDestroyed() {
        // Given
        TestingTenant tenant = TestingTenant.create(Map.of());
        String first = disconnect(tenant);
        tenant.consent(TestingPeople.withAccounts("Theirs").email());
        tenant.view().body("state", equalTo("awaiting_confirmation"));

        // When
        String second = disconnect(tenant);

        // Then
        assertThat(second).isEqualTo(first);
        tenant.view().body("state", equalTo("disconnected")).body("pending", nullValue());
        assertThat(disconnections(tenant)).isEqualTo(2);
    }

    /** It decides by what it finds when it has the row, not by what it came upon. */
    @Test
    void oneThatMeetsAConsentEndsIt() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        disconnect(tenant);
        CompletableFuture<String> answer;

        // When
        try (TestingLock consent =
                TestingLock.on("SELECT uuid FROM connection_token WHERE tenant = ? FOR UPDATE", tenant.tenant())) {
            answer = soon(tenant);
            consent.awaitWaiting(1);
            consent.run(
                    "UPDATE connection_token SET state = 'active', generation = generation + 1 WHERE tenant = ?",
                    tenant.tenant());
            consent.commit();
        }

        // Then
        answer.join();
        tenant.view().body("state", equalTo("disconnected"));
        assertThat(disconnections(tenant)).isEqualTo(2);
    }
}
