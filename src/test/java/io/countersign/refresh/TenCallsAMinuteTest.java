package io.countersign.refresh;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingWait;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.OddAnswer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No connection makes more than ten calls a minute, whatever DocuSign answers, and though an operator cuts every pause
 * short by asking for a retry again and again.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class TenCallsAMinuteTest extends ExpiredTokenFixture {
    private static final int RETRIES = 20;

    static Stream<OddAnswer> oddAnswers() {
        return Arrays.stream(OddAnswer.values()).filter(odd -> odd.isFor(FaultTarget.TOKEN_REFRESH));
    }

    @ParameterizedTest
    @MethodSource("oddAnswers")
    void whateverIsAnsweredNobodyCallsMoreOften(OddAnswer odd) {
        TestDocuSign.simulator().faults().always(odd.fault(FaultTarget.TOKEN_REFRESH));

        for (int i = 0; i < RETRIES; i++) {
            operator().body("{}").post(tenant.connection() + "/retry").then().statusCode(202);
            nobodyIsAtIt();
        }

        assertThat(renewal.refreshes()).hasSizeBetween(1, 10);
    }

    /** A retry is answered before its attempt begins, so some come while one runs; there are enough of them. */
    private void nobodyIsAtIt() {
        TestingWait.until("nobody holds the lease", () -> renewal.stored(Boolean.class, "lease_owner IS NULL"));
    }
}
