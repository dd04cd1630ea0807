package io.countersign.simulator;

import static io.countersign.simulator.TestingApplication.BASIC;
import static io.countersign.simulator.TestingApplication.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The authorization_code grant and how clients identify themselves. */
class CodeExchangeTest {
    /** Verifier and challenge of RFC 7636 appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final String EXPIRED =
            "{\"error\":\"invalid_grant\",\"error_description\":\"expired_client_token\"}";
    private static final String BARE = "{\"error\":\"invalid_grant\"}";

    private final SimulatorClock clock = SimulatorClock.stoppedAt(Instant.parse("2026-11-21T08:00:00Z"));

    @AutoClose
    private final DocuSignSimulator simulator =
            DocuSignSimulator.start(SimulatorOptions.onPort(0).withClock(clock));

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    @Test
    void aCodeGivesTokensThatLookLikeDocuSigns() {
        HttpResponse<String> answer = application.exchange(application.code());

        JsonNode tokens = json(answer);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().firstValue("Pragma")).hasValue("no-cache");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(tokens.fieldNames())
                .toIterable()
                .containsExactly("access_token", "token_type", "refresh_token", "expires_in", "scope");
        assertThat(tokens.path("expires_in").isInt()).isTrue();
        assertThat(tokens.path("expires_in").intValue()).isEqualTo(28_800);
        assertThat(tokens.path("token_type").textValue()).isEqualTo("Bearer");
        assertThat(tokens.path("scope").textValue()).isEqualTo("signature");
        String[] parts = tokens.path("access_token").textValue().split("\\.");
        assertThat(parts).hasSize(3);
        assertThat(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8))
                .startsWith("{\"typ\":\"MT\",\"alg\":\"RS256\",\"kid\":\"");
        assertThat(parts[0]).hasSize(95);
        assertThat(parts[2]).hasSize(342);
    }

    @Test
    void scopeCanBeLeftOutAndTokensCanBeLarge() {
        simulator.change(settings -> settings.withScopeInAnswer(false).withTokenPayloadBytes(4096));

        JsonNode tokens = json(application.exchange(application.code()));

        assertThat(tokens.has("scope")).isFalse();
        assertThat(tokens.path("refresh_token").textValue()).hasSizeGreaterThan(5_800);
    }

    @Test
    void aCodeWorksOnce() {
        String code = application.code();
        application.exchange(code);

        HttpResponse<String> again = application.exchange(code);

        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).isEqualTo(EXPIRED);
    }

    @Test
    void aCodeLivesTwoMinutes() {
        String inTime = application.code();
        String late = application.code();

        clock.advance(Duration.ofSeconds(119));
        assertThat(application.exchange(inTime).statusCode()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(application.exchange(late).body()).isEqualTo(EXPIRED);
    }

    @Test
    void aCodeOfAnotherClientIsRefused() {
        simulator.put(SimulatedClient.confidential("other", "Other", "s", "https://other.example/"));

        HttpResponse<String> answer = application.token(
                TestingApplication.basic("other", "s"), "grant_type", "authorization_code", "code", application.code());

        assertThat(answer.body()).isEqualTo(EXPIRED);
    }

    @Test
    void theRedirectUriOfTheExchangeIsIgnored() {
        HttpResponse<String> answer = application.token(
                BASIC, "grant_type", "authorization_code", "code", application.code(), "redirect_uri", "/elsewhere");

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        CHALLENGE + "," + VERIFIER + ",200",
        CHALLENGE + ",wrong,400",
        CHALLENGE + ",,400",
        "," + VERIFIER + ",400",
        ",,200"
    })
    void theVerifierMustFitTheChallenge(String challenge, String verifier, int status) {
        String code = challenge == null
                ? application.code()
                : application.code("code_challenge", challenge, "code_challenge_method", "S256");

        HttpResponse<String> answer = verifier == null
                ? application.exchange(code)
                : application.token(BASIC, "grant_type", "authorization_code", "code", code, "code_verifier", verifier);

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 400) {
            assertThat(answer.body()).isEqualTo(BARE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "code=x,invalid_request",
        "grant_type=authorization_code,invalid_request",
        "grant_type=refresh_token&refresh_token=,invalid_request",
        "grant_type=refresh_token&refresh_token=a&refresh_token=b,invalid_request",
        "grant_type=%zz,invalid_request",
        "grant_type=password,unsupported_grant_type"
    })
    void malformedFormsAreToldApart(String body, String error) {
        HttpResponse<String> answer = application.send(tokenPost("application/x-www-form-urlencoded", body));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + error + "\"}");
    }

    @Test
    void onlyFormsAreRead() {
        assertThat(application.send(tokenPost("application/json", "{}")).body())
                .isEqualTo("{\"error\":\"invalid_request\"}");
    }

    @Test
    void chunkedFormsAreRead() {
        byte[] form = ("grant_type=authorization_code&code=" + application.code()).getBytes(StandardCharsets.UTF_8);
        HttpRequest chunked = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/oauth/token"))
                .header("Authorization", BASIC)
                .header("Content-Type", "application/x-www-form-urlencoded; charset=ISO-8859-1")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form)))
                .build();

        assertThat(application.send(chunked).statusCode()).isEqualTo(200);
    }

    @Test
    void aUserClosedMeanwhileGetsNoTokens() {
        String code = application.code();
        simulator.closeUser(DemoCast.ada().sub());

        assertThat(application.exchange(code).body()).isEqualTo(BARE);
    }

    @Test
    void thereIsNoRevocationEndpoint() {
        HttpRequest revoke = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/oauth/revoke"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();

        assertThat(application.send(revoke).statusCode()).isEqualTo(404);
    }

    @Test
    void grantsForStrangersAreRefusedInProcess() {
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> simulator.grant(DemoCast.CLIENT_ID, "nobody", Set.of("signature")));
    }

    private HttpRequest tokenPost(String type, String body) {
        return HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/oauth/token"))
                .header("Authorization", BASIC)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
