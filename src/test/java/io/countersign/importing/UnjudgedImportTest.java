package io.countersign.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingSql;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.refresh.gate.Rate;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.OddAnswer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What DocuSign has granted, and nobody can say yet to whom, is kept until somebody can. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class UnjudgedImportTest {
    private static final FaultTarget USERINFO = FaultTarget.USERINFO;

    @Inject
    ImportSchedule schedule;

    @Inject
    Rate rate;

    @AfterEach
    void wellAgain() {
        TestDocuSign.simulator().faults().clear();
    }

    static List<Arguments> reasons() {
        return List.of(
                Arguments.of(OddAnswer.ACCOUNTS_UNUSABLE.fault(USERINFO), 409, "no_account", 600),
                Arguments.of(Fault.bareInvalidGrant(USERINFO), 202, "unexpected_answer", 600),
                Arguments.of(Fault.tooManyRequests(USERINFO, Duration.ZERO), 202, "userinfo_silent", 30),
                Arguments.of(Fault.tooManyRequests(USERINFO, Duration.ofMinutes(7)), 202, "userinfo_silent", 420));
    }

    /** However long it takes: a claim before that would ask too soon. */
    @ParameterizedTest
    @MethodSource("reasons")
    void saysWhyAndAsksAgain(Fault fault, int status, String lastError, int seconds) {
        TestingImport imported = TestingImport.of("Only account");
        TestDocuSign.simulator().faults().always(fault);

        imported.send(imported.refreshToken()).statusCode(status);

        imported.tenant()
                .view()
                .body("pending.proof", equalTo("unproven"))
                .body("pending.last_error", equalTo(lastError));
        assertThat(dueIn(imported)).isBetween(seconds - 10L, (long) seconds);
    }

    @Test
    void whoGetsAnAccountIsConnected() {
        TestingImport imported = TestingImport.of();
        imported.send(imported.refreshToken()).statusCode(409);
        isAskedAgain(imported);

        imported.getsAnAccount();
        imported.comesToItsTurn();
        TestingWait.until("the import has ended", () -> {
            TestingWait.answer(schedule.claim());
            return !imported.isUnderWay();
        });

        imported.tenant().view().body("state", equalTo("active"));
        assertThat(imported.refreshes()).hasSize(1);
        assertThat(TestingTrail.typesOf(imported.tenant().tenant()))
                .as("told once, however often it is asked")
                .containsOnlyOnce("connection.pending");
    }

    /** An access token ends every eight hours, and they wait for thirty days. */
    @Test
    void whoStillHasNoAccountIsNotToldAgainAfterARenewal() {
        TestingImport imported = TestingImport.of();
        imported.send(imported.refreshToken()).statusCode(409);
        TestingSql.run(
                "UPDATE imported_token SET access_expires_at = clock_timestamp() WHERE tenant = ?",
                imported.tenant().tenant());

        isAskedAgain(imported);

        assertThat(imported.refreshes()).hasSize(2);
        assertThat(TestingTrail.typesOf(imported.tenant().tenant())).containsOnlyOnce("connection.pending");
    }

    /** Another access token is refused as well: each costs a refresh. */
    @Test
    void anAccessTokenThatIsAlwaysRefusedIsNotRenewedAllTheTime() {
        TestingImport imported = TestingImport.of("Only account");
        TestDocuSign.simulator().faults().always(Fault.unauthorized(USERINFO));
        imported.send(imported.refreshToken()).statusCode(202);

        isAskedAgain(imported);

        imported.tenant().view().body("pending.last_error", equalTo("userinfo_silent"));
        assertThat(imported.refreshes()).hasSize(2);
    }

    /** Long before its claim ends: the next turn is a moment away. */
    @Test
    void whoeverFindsNoTurnForTheRenewalIsAskedAgainSoon() {
        TestingImport imported = TestingImport.of("Only account");
        TestDocuSign.simulator().faults().always(Fault.unauthorized(USERINFO));
        imported.send(imported.refreshToken()).statusCode(202);
        String integration = imported.tenant().integration();
        while (rate.untilSpare(integration).compareTo(Duration.ofSeconds(2)) < 0) {
            rate.charge(integration);
        }

        isAskedAgain(imported);

        assertThat(imported.refreshes()).hasSize(2);
    }

    /** A claim alone moves the due time less far. */
    private void isAskedAgain(TestingImport imported) {
        imported.comesToItsTurn();
        TestingWait.until("it is put back", () -> {
            TestingWait.answer(schedule.claim());
            return dueIn(imported) > 590;
        });
    }

    private static long dueIn(TestingImport imported) {
        return TestingSql.number("""
                SELECT ceil(extract(epoch FROM due_at - clock_timestamp()))::bigint
                FROM imported_token WHERE tenant = ?
                """, imported.tenant().tenant());
    }
}
