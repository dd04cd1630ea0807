package io.countersign.issuing;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingWait;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that hang up in the middle of a request take no connection of the pool with them. */
@QuarkusTest
@TestProfile(PausableProfile.class)
class HangUpTest extends CallerFixture {
    private static final int CLIENTS = 500;
    private static final int POOL = PausableProfile.POOL;

    @Inject
    TestingClock clock;

    @Inject
    Pool pool;

    PausingProxy proxy;

    @AfterEach
    void resume() {
        proxy.resume();
    }

    /**
     * One of each style: the statement that authenticates, single statements, transactions in SQL, Hibernate's sessions
     * and transactions.
     */
    private String request(int client) {
        return switch (client % 6) {
            case 0 -> http("POST", tenant.connection() + "/token", key, "{}");
            case 1 -> http("GET", tenant.connection(), TestDatabase.BOOTSTRAP_KEY, "");
            case 2 ->
                http(
                        "PUT",
                        tenant.connection(),
                        TestDatabase.BOOTSTRAP_KEY,
                        "{\"integration\":\"" + tenant.integration() + "\"}");
            case 3 -> http("GET", "/v1/callers", TestDatabase.BOOTSTRAP_KEY, "");
            case 4 ->
                http("PUT", "/v1/tenants/" + tenant.tenant(), TestDatabase.BOOTSTRAP_KEY, "{\"display_name\":\"A\"}");
            default -> http("GET", "/v1/audit-events", TestDatabase.BOOTSTRAP_KEY, "");
        };
    }

    private static String http(String method, String path, String credential, String body) {
        return ("%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                        + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s")
                .formatted(method, path, credential, body.length(), body);
    }

    private static Socket send(String request) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void hangUp(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether the pool lends every connection that it may have, all at the same time. What it counts of itself drifts
     * with waits that end.
     */
    private boolean isFull() {
        List<SqlConnection> lent =
                IntStream.range(0, POOL)
                        .mapToObj(i -> pool.getConnection().subscribeAsCompletionStage())
                        .toList()
                        .stream()
                        .map(asked -> asked.exceptionally(failure -> null).join())
                        .filter(Objects::nonNull)
                        .toList();
        lent.forEach(connection -> connection.close().await().indefinitely());
        return lent.size() == POOL;
    }

    @Test
    void leavesThePoolFull() {
        // Given: every connection of the pool is lent.
        clock.passes(Duration.ofSeconds(6));
        proxy.pause();
        List<Socket> sockets = IntStream.range(0, CLIENTS)
                .mapToObj(client -> send(request(client)))
                .toList();
        TestingWait.until("the pool is lent out", () -> !isFull());

        // When
        sockets.forEach(HangUpTest::hangUp);
        proxy.resume();

        // Then
        TestingWait.until("the pool is full", this::isFull);
        TestingWait.until(
                "many requests at once are served",
                () -> IntStream.range(0, 5 * POOL)
                        .parallel()
                        .allMatch(i -> operator().get("/v1/callers").statusCode() == 200));
        assertThat(isFull()).isTrue();
    }

    @Test
    void leavesThePoolFullWhenTheyHangUpOnAWorkingDatabase() {
        // When
        IntStream.range(0, CLIENTS).forEach(client -> hangUp(send(request(client))));

        // Then
        TestingWait.until("the pool is full", this::isFull);
        TestingWait.until("tokens are issued", () -> token(Map.of()).extract().statusCode() == 200);
    }
}
