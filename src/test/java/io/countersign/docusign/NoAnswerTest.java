package io.countersign.docusign;

import static io.countersign.docusign.FakeDocuSign.answer;
import static io.countersign.docusign.FakeDocuSign.head;
import static io.countersign.docusign.FakeDocuSign.reset;
import static io.countersign.docusign.FakeServer.send;
import static io.countersign.docusign.FakeServer.waitForTheEnd;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.crypto.Secret;
import io.countersign.docusign.TokenAnswer.Granted;
import io.countersign.docusign.TokenAnswer.LifeSource;
import io.countersign.docusign.TokenAnswer.NoAnswer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that were sent and whose outcome nobody can know: sent once, never claimed to be unspent. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class NoAnswerTest extends TokenCallFixture {

    @Test
    void outageProvesNothing() {
        // Given
        fake.then(answer(503, "<html>", "Retry-After: 5"));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.SERVER_ERROR, 503, Duration.ofSeconds(5)));
    }

    /** Neither to itself nor to where a cloud keeps its machines' credentials; nor with the user's token. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectIsNotFollowed(int status) throws IOException {
        try (FakeDocuSign elsewhere = FakeDocuSign.start()) {
            // Given
            elsewhere.then(answer(200, TOKENS), answer(200, TOKENS));
            fake.then(
                    answer(status, "", "Location: " + elsewhere.uri() + "/oauth/token"),
                    answer(status, "", "Location: http://169.254.169.254/latest/meta-data/"),
                    answer(status, "", "Location: " + elsewhere.uri() + "/oauth/userinfo"));
            DocuSign docuSign = docuSignAt(fake.uri());

            // When
            List<TokenAnswer> answers = List.of(
                    refreshing(docuSign).await().atMost(PATIENCE),
                    refreshing(docuSign).await().atMost(PATIENCE));
            UserInfoAnswer user = docuSign.userInfo(Environment.DEMO, Secret.ofText("A1"))
                    .await()
                    .atMost(PATIENCE);

            // Then
            assertThat(answers).containsOnly(new NoAnswer(NoAnswer.Reason.UNREADABLE, status, null));
            assertThat(user).isInstanceOf(UserInfoAnswer.Silent.class);
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void resetAfterTheRequestIsNotRepeated() {
        // Given
        fake.then(socket -> reset(socket), answer(200, TOKENS));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.CUT_OFF, null, null));
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void endAfterTheRequestIsNotRepeated() {
        // Given
        fake.then(Socket::close, answer(200, TOKENS));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.CUT_OFF, null, null));
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void halfBodyIsNoAnswer() {
        // Given
        fake.then(socket -> send(socket, head(200, TOKENS.length()) + TOKENS.substring(0, 40)));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.CUT_OFF, null, null));
    }

    static Stream<FakeServer.Script> endsThatDoNotCome() {
        String chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        String chunk = Integer.toHexString(TOKENS.length()) + "\r\n" + TOKENS + "\r\n";
        return Stream.of(
                socket -> send(socket, head(200, TOKENS.length() + 1) + TOKENS),
                socket -> send(socket, head(200, 60_000) + TOKENS),
                socket -> send(socket, chunks + chunk),
                socket -> send(socket, chunks + chunk + "0\r\n"),
                socket -> send(socket, chunks + chunk + "<html>\r\n"),
                socket -> send(socket, head(200, 60_000) + TOKENS + " ".repeat(20_000)),
                socket -> {
                    send(socket, head(200, TOKENS.length() + 1) + TOKENS);
                    waitForTheEnd(socket);
                },
                socket -> {
                    send(socket, chunks + chunk);
                    waitForTheEnd(socket);
                });
    }

    /** The tokens have come: whatever should have followed them is no loss. */
    @ParameterizedTest
    @MethodSource("endsThatDoNotCome")
    void tokensWithoutTheEndOfTheAnswerAreTokens(FakeServer.Script script) {
        // Given
        fake.then(script);

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer)
                .isEqualTo(new Granted(
                        Secret.ofText("A2"),
                        Secret.ofText("R2"),
                        28800,
                        null,
                        LifeSource.TOLD,
                        "the answer was not whole"));
    }

    /** The proxy sends its last chunk late: there is nothing to lose by waiting for it. */
    @ParameterizedTest
    @CsvSource({"400, '{\"error\":\"invalid_grant\"}'", "200, '{\"access_token\":\"A\"}'"})
    void whatHoldsNoRefreshTokenWaitsForItsEnd(int status, String body) {
        // Given
        CompletableFuture<Void> late = new CompletableFuture<>();
        fake.then(socket -> {
            send(socket, "HTTP/1.1 " + status + " Late\r\nTransfer-Encoding: chunked\r\n\r\n");
            send(socket, Integer.toHexString(body.length()) + "\r\n" + body + "\r\n");
            late.get(10, TimeUnit.SECONDS);
            send(socket, "0\r\n\r\n");
        });
        Duration limit = Duration.ofSeconds(9);
        CompletableFuture.delayedExecutor(450, TimeUnit.MILLISECONDS).execute(() -> late.complete(null));

        // When
        TokenAnswer answer = refreshing(TestingDocuSign.at(fake.uri(), limit, meters))
                .await()
                .atMost(PATIENCE);

        // Then
        assertThat(answer).isNotInstanceOf(NoAnswer.class);
    }

    static Stream<FakeServer.Script> answersThatDoNotEndInTime() {
        String cut = TOKENS.substring(0, TOKENS.length() - 1);
        String chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                socket -> {
                    send(socket, head(200, TOKENS.length()) + cut);
                    waitForTheEnd(socket);
                },
                socket -> {
                    send(socket, chunks + Integer.toHexString(cut.length()) + "\r\n" + cut + "\r\n");
                    waitForTheEnd(socket);
                },
                socket -> {
                    send(socket, head(200, 60_000) + TOKENS + ",");
                    trickle(socket);
                },
                socket -> {
                    send(socket, head(200, 60_000) + TOKENS);
                    trickle(socket);
                },
                socket -> {
                    TimeUnit.MILLISECONDS.sleep(DEADLINE.toMillis() * 3 / 5);
                    send(socket, head(200, TOKENS.length()) + cut);
                    waitForTheEnd(socket);
                });
    }

    private static void trickle(Socket socket) throws Exception {
        while (!Thread.interrupted()) {
            send(socket, " ");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Neither the end of the connection nor silence after a whole body: only the call's time is running out. */
    @ParameterizedTest
    @MethodSource("answersThatDoNotEndInTime")
    void tokensThatAreThereWhenTheTimeIsUpAreTokens(FakeServer.Script script) {
        // Given
        fake.then(script);

        // When
        TokenAnswer answer = impatientRefreshAt(fake.uri());

        // Then
        assertThat(answer).isInstanceOfSatisfying(Granted.class, granted -> {
            assertThat(granted.refreshToken()).isEqualTo(Secret.ofText("R2"));
            assertThat(granted.accessToken()).isEqualTo(Secret.ofText("A2"));
            assertThat(granted.complaint()).isEqualTo("the answer was not whole");
        });
    }

    /** While both tokens may still come, the refresh token alone waits for the other. */
    @Test
    void anAccessTokenThatComesLateIsWaitedFor() {
        // Given
        String first = "{\"refresh_token\":\"R2\",";
        String rest = "\"access_token\":\"A2\"}";
        fake.then(socket -> {
            send(socket, head(200, first.length() + rest.length()) + first);
            TimeUnit.MILLISECONDS.sleep(DEADLINE.toMillis() * 3 / 5);
            send(socket, rest);
        });

        // When
        TokenAnswer answer = impatientRefreshAt(fake.uri());

        // Then
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Granted.class,
                        granted -> assertThat(granted.accessToken()).isEqualTo(Secret.ofText("A2")));
    }

    /** Who says that DocuSign kept the old refresh token has to have heard it to the end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"access_token\":\"A2\",\"expires_in\":28800} | false | CUT_OFF",
                "{\"access_token\":\"A2\",\"expires_in\":28800, | false | CUT_OFF",
                "{\"access_token\":\"A2\",\"expires_in\":28800} | true | TIMEOUT",
                "{\"access_token\":\"A2\",\"expires_in\":28800, | true | TIMEOUT",
            })
    void anAccessTokenAloneWithoutTheEndLeavesADoubt(String body, boolean stays, NoAnswer.Reason reason) {
        // Given
        fake.then(socket -> {
            send(socket, head(200, 1_000) + body);
            if (stays) {
                waitForTheEnd(socket);
            }
        });

        // When
        TokenAnswer answer = impatientRefreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(reason, null, null));
    }

    @Test
    void aRefusalWithoutItsEndIsNone() {
        // Given
        String refusal = "{\"error\":\"invalid_grant\"}";
        fake.then(socket -> send(socket, head(400, refusal.length() + 1) + refusal));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.CUT_OFF, null, null));
    }

    @Test
    void noHttpIsNoAnswer() {
        // Given
        fake.then(socket -> send(socket, "SSH-2.0-OpenSSH_9.2\r\n\r\n"));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isInstanceOf(NoAnswer.class);
    }

    @Test
    void hugeBodyIsNotRead() throws Exception {
        // Given
        CompletableFuture<Long> accepted = new CompletableFuture<>();
        fake.then(socket -> accepted.complete(sendUntilCut(socket, 64 * 1024 * 1024)));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer)
                .isInstanceOfSatisfying(
                        NoAnswer.class, none -> assertThat(none.reason()).isEqualTo(NoAnswer.Reason.UNREADABLE));
        assertThat(accepted.get(20, TimeUnit.SECONDS)).isLessThan(32L * 1024 * 1024);
    }

    /** How many bytes the network took before the other side hung up. */
    private static long sendUntilCut(Socket socket, long bytes) throws IOException {
        send(socket, head(200, bytes));
        byte[] chunk = " ".repeat(16 * 1024).getBytes(StandardCharsets.UTF_8);
        long sent = 0;
        try {
            while (sent < bytes) {
                socket.getOutputStream().write(chunk);
                sent += chunk.length;
            }
        } catch (IOException e) {
            return sent;
        }
        return sent;
    }

    @Test
    void largestBodyIsRead() {
        // Given
        String body = TOKENS + " ".repeat(AuthorizationServers.MAXIMUM_ANSWER - TOKENS.length());
        fake.then(answer(200, body), answer(200, body + " "));

        // When
        List<TokenAnswer> answers = List.of(refreshAt(fake.uri()), refreshAt(fake.uri()));

        // Then
        assertThat(answers.getFirst()).isInstanceOf(Granted.class);
        assertThat(answers.getLast()).isEqualTo(new NoAnswer(NoAnswer.Reason.UNREADABLE, null, null));
    }

    @Test
    void silenceEndsAtTheDeadline() {
        // Given
        fake.then(FakeServer::waitForTheEnd);
        long start = System.nanoTime();

        // When
        TokenAnswer answer = impatientRefreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.TIMEOUT, null, null));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(DEADLINE.minusMillis(50), LATE);
        assertThat(counted("refresh", "timeout")).isEqualTo(1);
    }

    @Test
    void tricklingBodyEndsAtTheDeadline() {
        // Given
        fake.then(socket -> {
            send(socket, head(200, 1_000));
            trickle(socket);
        });

        // When
        TokenAnswer answer = impatientRefreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.TIMEOUT, null, null));
    }

    @Test
    void deadlineHangsUp() throws Exception {
        // Given
        CompletableFuture<Void> hungUp = new CompletableFuture<>();
        fake.then(socket -> {
            waitForTheEnd(socket);
            hungUp.complete(null);
        });

        // When
        impatientRefreshAt(fake.uri());

        // Then
        hungUp.get(20, TimeUnit.SECONDS);
        assertThat(fake.requests()).hasSize(1);
    }
}
