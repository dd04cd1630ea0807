package io.countersign.issuing;

import static io.countersign.issuing.TestingReadings.ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.connection.ConsentReason;
import io.countersign.crypto.Secret;
import io.countersign.problem.ProblemException;
import io.countersign.refresh.TokenRejections.Rejection;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** Which reports mark a token, in whatever order renewals and other replicas come between. */
class TokenReportsTest {
    private static final double LEFT = 3600;

    private final TestingClock clock = new TestingClock();
    private final Deque<LongFunction<Reading>> rows = new ArrayDeque<>();
    private final Deque<Rejection> answers = new ArrayDeque<>();
    private final List<Long> marked = new ArrayList<>();
    private final TokenReports reports = new TokenReports(
            key -> Uni.createFrom().item(rows.removeFirst().apply(clock.nanoTime())),
            // A renewal that keeps the token keeps its end, by which the readings here name it.
            issuable -> Secret.ofText("token " + (long) issuable.endsAt()),
            (id, generation, actor) -> {
                assertThat(id).isEqualTo(ID);
                assertThat(actor).isEqualTo("caller:biller");
                marked.add(generation);
                return Uni.createFrom().item(answers.removeFirst());
            },
            clock);

    private void row(LongFunction<Reading> row) {
        rows.add(row);
    }

    private void report(String token) {
        reports.report(Secret.ofText(token), "caller:biller", "acme", "default")
                .await()
                .indefinitely();
    }

    @Test
    void theTokenThatIsIssuedNowIsMarked() {
        row(asked -> TestingReadings.active(asked, 7, LEFT));
        answers.add(new Rejection.Marked());

        report("token 7");

        assertThat(marked).containsExactly(7L);
    }

    @Test
    void aTokenFromBeforeTheRenewalChangesNothing() {
        row(asked -> TestingReadings.active(asked, 8, LEFT));

        report("token 7");

        assertThat(marked).isEmpty();
    }

    @Test
    void anotherReportOfTheSameChangesNothing() {
        row(asked -> TestingReadings.rejected(asked, 7, LEFT));

        report("token 7");

        assertThat(marked).isEmpty();
    }

    @Test
    void aTokenThatHasEndedAndOneThatNobodyRenewsChangeNothing() {
        row(asked -> TestingReadings.active(asked, 7, 0.5));
        row(asked -> TestingReadings.consentRequired(asked, ConsentReason.LOST_RESPONSE, LEFT));

        report("token 7");
        report("token 1");

        assertThat(marked).isEmpty();
    }

    @Test
    void whereARenewalCameBetweenTheNewTokenIsLeftAlone() {
        row(asked -> TestingReadings.active(asked, 7, LEFT));
        answers.add(new Rejection.Moved());
        row(asked -> TestingReadings.active(asked, 8, LEFT));

        report("token 7");

        assertThat(marked).containsExactly(7L);
        assertThat(rows).isEmpty();
    }

    @Test
    void whereARenewalKeptTheTokenItIsMarkedAllTheSame() {
        row(asked -> TestingReadings.active(asked, 7, LEFT));
        answers.add(new Rejection.Moved());
        row(asked -> TestingReadings.kept(asked, 8, LEFT));
        answers.add(new Rejection.Marked());

        report("token 7");

        assertThat(marked).containsExactly(7L, 8L);
    }

    @Test
    void whereAnotherReplicaMarkedItFirstNothingIsLeftToDo() {
        row(asked -> TestingReadings.active(asked, 7, LEFT));
        answers.add(new Rejection.Moved());
        row(asked -> TestingReadings.rejected(asked, 7, LEFT));

        report("token 7");

        assertThat(marked).containsExactly(7L);
    }

    @Test
    void aFourthWithinAnHourIsToldWhenToComeAgain() {
        row(asked -> TestingReadings.active(asked, 7, LEFT));
        answers.add(new Rejection.TooMany(Duration.ofMinutes(12)));

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> report("token 7"))
                .satisfies(refused -> {
                    assertThat(refused.problem().type().status()).isEqualTo(429);
                    assertThat(refused.problem().retryAfter()).isEqualTo(Duration.ofMinutes(12));
                });
    }

    @Test
    void whatIsNotThereIsNotFound() {
        row(asked -> new Reading(asked, null, null));

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> report("token 7"))
                .satisfies(
                        refused -> assertThat(refused.problem().type().status()).isEqualTo(404));
    }
}
