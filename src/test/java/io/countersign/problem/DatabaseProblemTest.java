package io.countersign.problem;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingLock;
import io.countersign.database.DatabaseFailure;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.http.HttpClosedException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.hibernate.exception.GenericJDBCException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database says reaches the mapper through Hibernate as well as through the pool. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class DatabaseProblemTest {

    @ParameterizedTest
    @CsvSource({
        "23505, 409",
        "40001, 409",
        "40P01, 409",
        "22021, 400",
        "25006, 503",
        "57014, 503",
        "57P01, 503",
        "08006, 503"
    })
    void knowsHibernatesErrorsByTheirState(String state, int status) {
        Throwable failure = new GenericJDBCException("wrapped", new SQLException("said", state));

        assertThat(DatabaseProblem.of(failure))
                .hasValueSatisfying(
                        problem -> assertThat(problem.type().status()).isEqualTo(status));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection reset by peer", "Broken pipe"})
    void knowsAConnectionThatBreaksWhileItIsWrittenTo(String said) {
        assertThat(DatabaseFailure.isOutage(new IOException(said))).isTrue();
        assertThat(DatabaseProblem.of(new IOException(said)))
                .hasValueSatisfying(
                        problem -> assertThat(problem.type().status()).isEqualTo(503));
    }

    @ParameterizedTest
    @CsvSource({
        "23514, false",
        "42P01, false",
        "28P01, true",
        "3D000, true",
        "57P01, true",
        "53300, true",
        "08006, true"
    })
    void takesAnAnswerForNoOutageUnlessItSaysSo(String state, boolean outage) {
        assertThat(DatabaseFailure.isOutage(new PgException("said", "ERROR", state, null)))
                .isEqualTo(outage);
    }

    /** No privilege to connect, and a database that takes no connections. */
    @ParameterizedTest
    @ValueSource(strings = {"42501", "55000"})
    void takesASessionThatEndsForAnOutageWhateverItsCode(String state) {
        assertThat(DatabaseFailure.isOutage(new PgException("said", "FATAL", state, null)))
                .isTrue();
        assertThat(DatabaseFailure.isOutage(new PgException("said", "ERROR", state, null)))
                .isFalse();
    }

    @Test
    void leavesWhatHappensToABodyToTheBody() {
        assertThat(DatabaseProblem.of(new IOException("Request too large"))).isEmpty();
        assertThat(DatabaseProblem.of(new IOException("Read timed out"))).isEmpty();
        assertThat(DatabaseProblem.of(new IOException(new HttpClosedException("Connection was closed"))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"42601", "''", ","})
    void callsTheRestNoneOfTheDatabases(String state) {
        assertThat(DatabaseProblem.of(new SQLException("said", state))).isEmpty();
    }

    @Test
    void answersACancelledStatementOfHibernatesAsUnavailable() {
        // Given
        operator().body("{\"display_name\":\"Cancelled\"}").put("/v1/tenants/cancelled");
        CompletableFuture<Response> answer;

        // When
        try (TestingLock lock = TestingLock.on("SELECT name FROM tenant WHERE name = 'cancelled' FOR UPDATE")) {
            answer = CompletableFuture.supplyAsync(() -> operator().delete("/v1/tenants/cancelled"));
            lock.awaitWaiting(1);
            lock.cancelWaiting();
            answer.join();
        }

        // Then
        answer.join().then().statusCode(503).header("Retry-After", "2");
    }
}
