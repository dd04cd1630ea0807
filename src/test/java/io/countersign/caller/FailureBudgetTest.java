package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.caller.FailedLogin.Reason;
import io.countersign.limit.ClientNetwork;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailureBudgetTest {
    private final AtomicLong nanos = new AtomicLong();
    private final FailureBudget budget = new FailureBudget(nanos::get);

    private boolean tells(int network, Reason reason) {
        return budget.tells(new ClientNetwork("203.0.113." + network), reason);
    }

    @Test
    void tellsTheFirstOfEachReasonAndNetwork() {
        assertThat(tells(1, Reason.UNKNOWN)).isTrue();
        assertThat(tells(1, Reason.UNKNOWN)).isFalse();
        assertThat(tells(1, Reason.MALFORMED)).isTrue();
        assertThat(tells(2, Reason.UNKNOWN)).isTrue();

        assertThat(budget.takeOmitted()).isEqualTo(1);
        assertThat(budget.takeOmitted()).isZero();
    }

    @Test
    void tellsSixtyAMinute() {
        assertThat(IntStream.range(0, 61).filter(i -> tells(i, Reason.UNKNOWN))).hasSize(60);

        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(tells(100, Reason.UNKNOWN)).isFalse();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(IntStream.range(0, 100).filter(i -> tells(i, Reason.UNKNOWN)))
                .hasSize(60);
        assertThat(budget.takeOmitted()).isEqualTo(1 + 1 + 40);
    }

    @Test
    void countsWhatCouldNotBeTold() {
        tells(1, Reason.UNKNOWN);
        budget.lost(3);
        assertThat(budget.takeOmitted()).isEqualTo(3);
    }
}
