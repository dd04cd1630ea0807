package io.countersign.simulator;

import static io.countersign.simulator.TestingApplication.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(20)
class OddAnswerTest {
    private static final KeyPair KEYS = TestingAssertion.newKeys();

    @AutoClose
    private final DocuSignSimulator simulator = DocuSignSimulator.start(0);

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    private final IssuedTokens tokens =
            simulator.grant(DemoCast.CLIENT_ID, DemoCast.ada().sub(), Set.of("signature", "extended"));

    @BeforeEach
    void registerTheKeyAndConsent() {
        simulator.changeClient(DemoCast.CLIENT_ID, client -> client.withRsaPublicKey(TestingAssertion.pem(KEYS)));
        simulator.consent(DemoCast.CLIENT_ID, DemoCast.ada().sub(), Set.of("signature", "impersonation"));
    }

    static Stream<Arguments> rows() {
        return Arrays.stream(OddAnswer.values())
                .flatMap(odd -> Stream.of(
                                FaultTarget.TOKEN_CODE,
                                FaultTarget.TOKEN_REFRESH,
                                FaultTarget.TOKEN_JWT,
                                FaultTarget.USERINFO)
                        .filter(odd::isFor)
                        .map(call -> Arguments.of(odd, call)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyRowAnswersItsCalls(OddAnswer odd, FaultTarget call) {
        String usual = ask(call);

        // The JDK's client asks for userinfo again when the connection ends.
        simulator.faults().always(odd.fault(call));

        assertThat(ask(call)).isNotEqualTo(usual);
    }

    @ParameterizedTest
    @EnumSource
    void everyRowIsForSomeCallAndSurvivesJson(OddAnswer odd) throws IOException {
        FaultTarget call = odd.isFor(FaultTarget.USERINFO) ? FaultTarget.USERINFO : FaultTarget.TOKEN_CODE;
        Fault fault = odd.fault(call);

        JsonNode sent = SimulatorJson.read(SimulatorJson.toBytes(SimulatorJson.toTree(fault)));

        assertThat(SimulatorJson.toTree(SimulatorJson.read(sent, Fault.class))
                        .toString()
                        .equals(sent.toString()))
                .as(odd.says())
                .isTrue();
    }

    @Test
    void aRowIsNotForOtherCalls() {
        assertThatThrownBy(() -> OddAnswer.ACCOUNT_ELSEWHERE.fault(FaultTarget.TOKEN_REFRESH))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OddAnswer.EXPIRES_IN_ZERO.fault(FaultTarget.USERINFO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OddAnswer.NO_REFRESH_TOKEN.fault(FaultTarget.TOKEN_JWT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPackedAnswerHoldsTheNewTokens() throws Exception {
        simulator.faults().once(OddAnswer.GZIP.fault(FaultTarget.TOKEN_REFRESH));

        HttpResponse<byte[]> answer = application.http.send(
                application.tokenRequest(
                        TestingApplication.BASIC,
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        String.valueOf(tokens.refreshToken())),
                BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        byte[] body = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
        assertThat(SimulatorJson.read(body).path("refresh_token").textValue()).hasSizeGreaterThan(100);
        assertThat(settled().delivery()).isEqualTo(Delivery.ALTERED);
    }

    @Test
    void aPackedAnswerThatIsCutLosesTheNewTokens() {
        simulator.faults().once(OddAnswer.GZIP_CUT.fault(FaultTarget.TOKEN_REFRESH));

        ask(FaultTarget.TOKEN_REFRESH);

        assertThat(settled().lostRefreshToken()).isTrue();
    }

    @Test
    void oddAccountsStandBeforeTheUsersOwn() {
        simulator.faults().once(OddAnswer.ACCOUNTS_NEARLY_ONE_MEBIBYTE.fault(FaultTarget.USERINFO));

        HttpResponse<String> answer = application.userInfo(tokens.accessToken());

        JsonNode accounts = json(answer).path("accounts");
        assertThat(answer.body().length()).isBetween(900 * 1024, 1024 * 1024);
        assertThat(accounts).hasSizeGreaterThan(5000);
        assertThat(accounts.path(accounts.size() - 1).path("account_id").textValue())
                .isEqualTo(DemoCast.ada().accounts().getLast().accountId());
    }

    private TokenCall settled() {
        assertThat(simulator.oracle().awaitQuiet(Duration.ofSeconds(10))).isTrue();
        return simulator.oracle().calls().getLast();
    }

    /** Everything but the tokens, which are never the same, as text. */
    private String ask(FaultTarget call) {
        try {
            HttpResponse<String> answer = switch (call) {
                case TOKEN, TOKEN_CODE -> application.exchange(application.code());
                case TOKEN_REFRESH ->
                    application.refresh(simulator
                            .grant(DemoCast.CLIENT_ID, DemoCast.ada().sub(), Set.of("signature"))
                            .refreshToken());
                case TOKEN_JWT -> application.assertion(KEYS, claims -> {});
                case USERINFO -> application.userInfo(tokens.accessToken());
            };
            String encoding = answer.headers().firstValue("Content-Encoding").orElse("");
            String text = answer.body().replaceAll("[A-Za-z0-9_.-]{300,}", "token");
            return answer.statusCode() + " " + encoding + " " + text;
        } catch (UncheckedIOException cut) {
            return "cut off";
        }
    }
}
