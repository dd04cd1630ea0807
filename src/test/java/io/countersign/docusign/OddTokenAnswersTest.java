package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.crypto.Secret;
import io.countersign.simulator.Delivery;
import io.countersign.simulator.DemoCast;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.OddAnswer;
import io.countersign.simulator.OracleLog;
import io.countersign.simulator.TokenCall;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of every odd answer: tokens, a refusal that proves them unspent, or nothing that anybody can know. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class OddTokenAnswersTest extends OddAnswersFixture {
    private static final ClientCredentials CLIENT =
            new ClientCredentials.SecretClient(DemoCast.CLIENT_ID, Secret.ofText(DemoCast.CLIENT_SECRET));

    static Stream<OddAnswer> tokenRows() {
        return Arrays.stream(OddAnswer.values()).filter(odd -> odd.isFor(FaultTarget.TOKEN_REFRESH));
    }

    /** A row that is added has to be judged here. */
    private static Class<? extends TokenAnswer> expected(OddAnswer odd) {
        return switch (odd) {
            case GZIP,
                    GZIP_IN_CAPITALS,
                    X_GZIP,
                    GZIP_UNDECLARED,
                    GZIP_CLAIMED,
                    GZIP_TWICE,
                    GZIP_TWICE_SAID_ONCE,
                    GZIP_IN_TWO_MEMBERS,
                    GZIP_WITHOUT_TRAILER,
                    GZIP_WITH_GARBAGE_AFTER,
                    IDENTITY,
                    DEFLATE,
                    DEFLATE_RAW,
                    BROTLI_CLAIMED,
                    ERROR_BESIDE_TOKENS,
                    ERROR_NULL_BESIDE_TOKENS,
                    UNENDED,
                    WITHOUT_LAST_BRACE,
                    NOT_UTF_8,
                    NO_ACCESS_TOKEN,
                    NO_REFRESH_TOKEN,
                    EXPIRES_IN_ABSENT,
                    EXPIRES_IN_NULL,
                    EXPIRES_IN_ZERO,
                    EXPIRES_IN_NEGATIVE,
                    EXPIRES_IN_ONE,
                    EXPIRES_IN_THIRTY,
                    EXPIRES_IN_WORDS,
                    EXPIRES_IN_EMPTY,
                    EXPIRES_IN_DIGITS,
                    EXPIRES_IN_WHOLE_FRACTION,
                    EXPIRES_IN_FRACTION,
                    EXPIRES_IN_SMALL_FRACTION,
                    EXPIRES_IN_A_YEAR,
                    EXPIRES_IN_LARGEST,
                    EXPIRES_IN_ABSURD,
                    EXPIRES_IN_TRUE,
                    EXPIRES_IN_OBJECT -> TokenAnswer.Granted.class;
            case GZIP_REFUSAL,
                    GZIP_OPERATOR,
                    ERROR_IN_200,
                    ERROR_IN_200_GZIP,
                    ERROR_IN_201,
                    OPERATOR_IN_200,
                    THROTTLED_IN_200,
                    UNKNOWN_IN_200,
                    OTHER_WORDS,
                    OTHER_WORDS_IN_401,
                    PREFIXED,
                    PREFIXED_USER,
                    INVALID_REQUEST,
                    UNKNOWN_ERROR,
                    ERROR_OBJECT,
                    PLAIN_400,
                    FIREWALL_403,
                    PROXY_407,
                    NOT_FOUND_404,
                    TOO_LARGE_413,
                    LEGAL_451,
                    THROTTLED,
                    THROTTLED_FOR_NO_TIME,
                    THROTTLED_IN_400,
                    DEAD,
                    OPERATOR,
                    USER_GONE -> TokenAnswer.Refused.class;
            case GZIP_CUT,
                    GZIP_BOMB,
                    GZIP_SERVER_ERROR,
                    SERVER_ERROR_IN_200,
                    EMPTY_200,
                    EMPTY_204,
                    EMPTY_OBJECT,
                    PORTAL_PAGE,
                    REDIRECT,
                    GATEWAY_502,
                    SERVER_ERROR,
                    SERVER_ERROR_IN_400,
                    CUT_BEFORE,
                    CUT_AFTER,
                    HALF_BODY,
                    BAD_JSON,
                    TOO_LONG -> TokenAnswer.NoAnswer.class;
            case ACCOUNT_WITHOUT_ADDRESS,
                    ACCOUNT_BELOW_RESTAPI,
                    ACCOUNT_BELOW_RESTAPI_VERSION,
                    ACCOUNT_AT_A_PATH,
                    ACCOUNT_ELSEWHERE,
                    ACCOUNT_WITHOUT_ID,
                    ACCOUNT_NO_OBJECT,
                    ACCOUNTS_TWO_HUNDRED,
                    ACCOUNTS_NEARLY_ONE_MEBIBYTE,
                    ACCOUNTS_NONE,
                    ACCOUNTS_NO_LIST,
                    ACCOUNTS_ABSENT,
                    ACCOUNTS_UNUSABLE,
                    USER_WITHOUT_ID -> throw new IllegalArgumentException("no token answer: " + odd);
        };
    }

    @ParameterizedTest
    @MethodSource("tokenRows")
    void everyOddAnswerToARefreshIsJudged(OddAnswer odd) {
        // Given
        simulator.faults().once(odd.fault(FaultTarget.TOKEN_REFRESH));

        // When
        TokenAnswer answer = refresh();

        // Then
        assertThat(answer).isInstanceOf(expected(odd));
    }

    /** The oracle tells which answers carried the new refresh token to the end: there it is the only one that lives. */
    @ParameterizedTest
    @MethodSource("tokenRows")
    void aRefreshTokenThatCouldBeReadIsNeverLost(OddAnswer odd) {
        // Given
        simulator.faults().once(odd.fault(FaultTarget.TOKEN_REFRESH));

        // When
        TokenAnswer answer = refresh();

        // Then
        assertThat(simulator.oracle().awaitQuiet(Duration.ofSeconds(20))).isTrue();
        TokenCall call = simulator.oracle().calls().getLast();
        boolean readable = call.isIssued()
                && (call.delivery() == Delivery.DELIVERED || call.delivery() == Delivery.ALTERED)
                && odd != OddAnswer.GZIP_BOMB
                && odd != OddAnswer.TOO_LONG;
        String read = answer instanceof TokenAnswer.Granted granted && granted.refreshToken() != null
                ? OracleLog.idOf(granted.refreshToken().revealText())
                : null;
        assertThat(read).isEqualTo(readable ? call.issuedRefreshToken() : null);
    }

    /** The code of the exchange is nobody's: what is packed is the simulator's refusal of it. */
    @ParameterizedTest
    @EnumSource(
            value = OddAnswer.class,
            names = {"GZIP", "X_GZIP", "GZIP_UNDECLARED", "DEFLATE", "DEFLATE_RAW", "GZIP_REFUSAL", "ERROR_IN_200_GZIP"
            })
    void aPackedRefusalOfACodeIsUnderstood(OddAnswer odd) {
        // Given
        simulator.faults().once(odd.fault(FaultTarget.TOKEN_CODE));

        // When
        TokenAnswer answer = docuSign.exchangeCode(
                        Environment.DEMO, CLIENT, Secret.ofText("unknown"), Secret.ofText("verifier"))
                .await()
                .atMost(TokenCallFixture.PATIENCE);

        // Then
        assertThat(answer)
                .isInstanceOfSatisfying(
                        TokenAnswer.Refused.class,
                        refused -> assertThat(refused.error()).isEqualTo("invalid_grant"));
    }

    private TokenAnswer refresh() {
        String token = simulator
                .grant(DemoCast.CLIENT_ID, DemoCast.ada().sub(), Set.of("signature", "extended"))
                .refreshToken();
        return docuSign.refresh(Environment.DEMO, CLIENT, Secret.ofText(String.valueOf(token)), () -> true)
                .await()
                .atMost(TokenCallFixture.PATIENCE);
    }
}
