package io.countersign.docusign;

import static io.countersign.docusign.FakeDocuSign.answer;
import static io.countersign.docusign.FakeServer.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingLog;
import io.countersign.crypto.Secret;
import io.countersign.docusign.TokenAnswer.Granted;
import io.countersign.docusign.TokenAnswer.Refused;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to the token endpoint, and where its answers arrive. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class TokenCallTest extends TokenCallFixture {

    @Inject
    DocuSign wired;

    @Inject
    Vertx vertx;

    @Test
    void beanSpeaksToTheConfiguredHosts() {
        assertThat(wired.origin(Environment.DEMO))
                .hasToString(TestDocuSign.simulator().baseUrl());
        assertThat(wired.origin(Environment.PRODUCTION))
                .hasToString(TestDocuSign.simulator(Environment.PRODUCTION).baseUrl());
    }

    @Test
    void refreshSendsBasicAndTheForm() {
        // Given
        fake.then(answer(200, TOKENS));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        String basic = Base64.getEncoder().encodeToString("key:secret".getBytes(StandardCharsets.UTF_8));
        assertThat(answer).isEqualTo(new Granted(Secret.ofText("A2"), Secret.ofText("R2"), 28800, null));
        assertThat(fake.requests())
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .startsWith("POST /oauth/token HTTP/1.1")
                        .containsIgnoringCase("\r\nauthorization: Basic " + basic + "\r\n")
                        .containsIgnoringCase("\r\ncontent-type: application/x-www-form-urlencoded")
                        .containsIgnoringCase("\r\naccept: application/json\r\n")
                        .containsIgnoringCase("\r\nconnection: close\r\n")
                        .containsIgnoringCase("\r\naccept-encoding: identity\r\n"));
        assertThat(fake.requests().getFirst().split("\r\n\r\n")[1].split("&"))
                .containsExactlyInAnyOrder("grant_type=refresh_token", "refresh_token=R1%2F%2B+%26");
        assertThat(counted("refresh", "granted")).isEqualTo(1);
        assertThat(meters.timer(CallRecords.DURATION, "environment", "demo", "call", "refresh")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void exchangeSendsCodeAndVerifier() {
        // Given
        fake.then(answer(400, "{\"error\":\"invalid_grant\",\"error_description\":\"expired_client_token\"}"));

        // When
        TokenAnswer answer = docuSignAt(fake.uri())
                .exchangeCode(Environment.DEMO, CLIENT, Secret.ofText("code"), Secret.ofText("verifier"))
                .await()
                .atMost(PATIENCE);

        // Then
        assertThat(answer)
                .isEqualTo(
                        new Refused(400, "invalid_grant", "expired_client_token", Meaning.RECONNECT_OR_OPERATOR, null));
        assertThat(fake.requests().getFirst().split("\r\n\r\n")[1].split("&"))
                .containsExactlyInAnyOrder("grant_type=authorization_code", "code=code", "code_verifier=verifier");
        assertThat(counted("exchange", "reconnect_or_operator")).isEqualTo(1);
    }

    @Test
    void aPublicClientNamesItselfInTheForm() {
        // Given
        fake.then(answer(200, TOKENS), answer(200, TOKENS));
        ClientCredentials app = new ClientCredentials.PublicApp("key");
        DocuSign docuSign = docuSignAt(fake.uri());

        // When
        docuSign.exchangeCode(Environment.DEMO, app, Secret.ofText("code"), Secret.ofText("verifier"))
                .await()
                .atMost(PATIENCE);
        docuSign.refresh(Environment.DEMO, app, Secret.ofText("R1"), () -> true)
                .await()
                .atMost(PATIENCE);

        // Then
        assertThat(fake.requests())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request).doesNotContainIgnoringCase("\r\nauthorization:"));
        assertThat(fake.requests().getFirst().split("\r\n\r\n")[1].split("&"))
                .containsExactlyInAnyOrder(
                        "grant_type=authorization_code", "client_id=key", "code=code", "code_verifier=verifier");
        assertThat(fake.requests().getLast().split("\r\n\r\n")[1].split("&"))
                .containsExactlyInAnyOrder("grant_type=refresh_token", "refresh_token=R1", "client_id=key");
    }

    /** What is logged while DocuSign answers that. */
    private List<String> linesOf(FakeServer.Script answer) {
        fake.then(answer);
        try (TestingLog log = new TestingLog(CallRecords.class)) {
            refreshAt(fake.uri());
            return log.lines();
        }
    }

    @Test
    void operatorsReadWhyDocuSignRefused() {
        // When
        List<String> lines = linesOf(answer(
                400,
                "{\"error\":\"invalid_client\",\"error_description\":"
                        + "\"bad\\n \\\"0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f\\\"\"}"));

        // Then
        assertThat(lines)
                .contains("WARN docusign_refused environment=demo call=refresh status=400 meaning=operator"
                        + " error=\"invalid_client\" description=\"bad? '[id]'\"");
    }

    @Test
    void operatorsReadOfAnAnswerThatCannotBeRead() {
        // When
        List<String> lines = linesOf(answer(200, "{\"access_token\":"));

        // Then
        assertThat(lines).contains("WARN docusign_unreadable environment=demo call=refresh status=200");
        assertThat(counted("refresh", "unreadable")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "{\"access_token\":\"A\",\"expires_in\":3600} | refresh_token=false expires_in=3600 life=told error=''",
                "{\"access_token\":\"A\",\"refresh_token\":\"R\"} | refresh_token=true expires_in=28800 life=assumed"
                        + " error=''",
                "{\"access_token\":\"A\",\"refresh_token\":\"R\",\"expires_in\":90000} | refresh_token=true"
                        + " expires_in=28800 life=capped error=''",
                "{\"access_token\":\"A\",\"refresh_token\":\"R\",\"expires_in\":60,\"error\":\"odd\"} |"
                        + " refresh_token=true expires_in=60 life=told error='odd'",
            })
    void operatorsReadWhatIsMissingInAnAnswer(String body, String missing) {
        // When
        List<String> lines = linesOf(answer(200, body));

        // Then
        assertThat(lines)
                .contains("WARN docusign_incomplete environment=demo call=refresh " + missing.replace('\'', '"'));
        assertThat(counted("refresh", "incomplete")).isEqualTo(1);
        assertThat(counted("refresh", "granted")).isZero();
    }

    @Test
    void throttlingCarriesRetryAfter() {
        // Given
        fake.then(answer(429, "", "Retry-After: 17"));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new Refused(429, null, null, Meaning.RETRY, Duration.ofSeconds(17)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"???", "multipart/form-data; boundary=x", "text/plain", "application/json; charset=nonsense"})
    void contentTypeIsNotLookedAt(String contentType) {
        // Given
        fake.then(socket -> send(
                socket,
                "HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\nContent-Length: " + TOKENS.length()
                        + "\r\n\r\n" + TOKENS));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isInstanceOf(Granted.class);
    }

    @Test
    void answerArrivesOnTheCallersContext() throws Exception {
        // Given
        fake.then(FakeServer::waitForTheEnd);
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Context> arrived = new CompletableFuture<>();

        // When
        context.runOnContext(ignored -> refreshing(impatientAt(fake.uri()))
                .subscribe()
                .with(answer -> arrived.complete(Vertx.currentContext()), arrived::completeExceptionally));

        // Then
        assertThat(arrived.get(20, TimeUnit.SECONDS)).isSameAs(context);
    }

    /** A proxy's cookies and policies. */
    @Test
    void longHeadersCostNoToken() {
        // Given
        fake.then(answer(
                200,
                "{\"access_token\":\"A\",\"refresh_token\":\"R\",\"expires_in\":28800}",
                "Content-Security-Policy: " + "x".repeat(30_000),
                "Set-Cookie: a=" + "y".repeat(20_000)));

        // Then
        assertThat(refreshAt(fake.uri())).isInstanceOf(TokenAnswer.Granted.class);
    }
}
