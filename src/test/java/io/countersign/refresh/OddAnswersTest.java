package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.simulator.Fault;
import io.countersign.simulator.OddAnswer;
import io.countersign.simulator.RotationMode;
import io.countersign.simulator.TokenCall;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a connection when DocuSign has rotated its tokens and the answer is not what it should be. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class OddAnswersTest extends ExpiredTokenFixture {
    private static final String SEALED = "encode(sha256(refresh_token), 'hex')";

    @AfterEach
    void rotateAsUsual() {
        TestDocuSign.simulator().change(settings -> settings.withRotation(new RotationMode.Strict()));
    }

    private static void nextAnswer(Fault fault) {
        TestDocuSign.simulator().faults().once(fault);
    }

    private long generation() {
        return renewal.stored(Long.class, "generation");
    }

    /**
     * Nothing is stored of it, the old refresh token is kept, and what the next call says is laid at the lost answer's
     * door.
     */
    private void leavesADoubt(Fault fault) {
        nextAnswer(fault);
        long before = generation();
        String sealed = renewal.stored(String.class, SEALED);

        tenant.token(INSISTING).statusCode(503);

        assertThat(generation()).isEqualTo(before);
        assertThat(renewal.stored(String.class, SEALED)).isEqualTo(sealed);
        assertThat(renewal.stored(Boolean.class, "unsure")).isTrue();
        tenant.view().body("state", equalTo("active")).body("last_error", equalTo("no_answer"));
        renewal.passes(Duration.ofSeconds(3));
        tenant.token(INSISTING).statusCode(409).body("reason", equalTo("lost_response"));
    }

    @Test
    void halfABodyLeavesADoubt() {
        leavesADoubt(Fault.halfBody(REFRESH));
    }

    @Test
    void badJsonLeavesADoubt() {
        leavesADoubt(Fault.badJson(REFRESH));
    }

    @Test
    void aBodyOfAMegabyteIsNotReadAndLeavesADoubt() {
        leavesADoubt(Fault.hugeBody(REFRESH));
    }

    @Test
    void withoutARefreshTokenTheOldOneAndItsEndAreKept() {
        TestDocuSign.simulator().change(settings -> settings.withRotation(new RotationMode.Alive()));
        nextAnswer(Fault.withoutRefreshToken(REFRESH));
        long before = generation();
        Object end = renewal.stored(Object.class, "refresh_expires_at::text");

        tenant.token(INSISTING).statusCode(200);

        assertThat(generation()).isEqualTo(before + 1);
        assertThat(renewal.stored(Object.class, "refresh_expires_at::text")).isEqualTo(end);
        renewal.passes(TOKEN_LIFE);
        tenant.token(INSISTING).statusCode(200);
        assertThat(renewal.refreshes())
                .extracting(TokenCall::presentedRefreshToken)
                .containsOnly(renewal.consentedRefreshToken())
                .hasSize(2);
    }

    @Test
    void anAccessTokenWithoutALifeHasTheDocumentedOne() {
        nextAnswer(Fault.expiresInZero(REFRESH));

        tenant.token(INSISTING).statusCode(200).body("expires_in", greaterThan(28_700));
    }

    @Test
    void aRefreshTokenAloneIsKeptAndNothingIssued() {
        nextAnswer(OddAnswer.NO_ACCESS_TOKEN.fault(REFRESH));
        long before = generation();

        tenant.token(INSISTING).statusCode(503);

        assertThat(generation()).isEqualTo(before + 1);
        assertThat(renewal.stored(Boolean.class, "unsure")).isFalse();
        renewal.passes(Duration.ofSeconds(7));
        tenant.token(INSISTING).statusCode(200);
        List<TokenCall> refreshes = renewal.refreshes();
        assertThat(refreshes).hasSize(2);
        assertThat(refreshes.getLast().presentedRefreshToken())
                .isEqualTo(refreshes.getFirst().issuedRefreshToken());
    }

    @Test
    void aLifeInDigitsThatAreTextIsUnderstood() {
        nextAnswer(Fault.expiresInString(REFRESH));

        tenant.token(INSISTING).statusCode(200).body("expires_in", greaterThan(28_700));
    }

    @ParameterizedTest
    @EnumSource(
            value = OddAnswer.class,
            names = {
                "GZIP",
                "GZIP_UNDECLARED",
                "DEFLATE",
                "ERROR_BESIDE_TOKENS",
                "EXPIRES_IN_ABSENT",
                "EXPIRES_IN_ABSURD"
            })
    void whatCanBeReadIsStoredAndIssued(OddAnswer odd) {
        nextAnswer(odd.fault(REFRESH));
        long before = generation();

        tenant.token(INSISTING).statusCode(200).body("expires_in", greaterThan(28_700));

        assertThat(generation()).isEqualTo(before + 1);
        assertThat(renewal.stored(Boolean.class, "unsure")).isFalse();
    }

    @Test
    void anErrorInA200IsARefusal() {
        nextAnswer(OddAnswer.ERROR_IN_200_GZIP.fault(REFRESH));

        tenant.token(INSISTING).statusCode(409).body("reason", equalTo("consent_revoked"));
    }
}
