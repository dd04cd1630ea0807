package io.countersign.refresh.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverdueTest {
    private static final long LOOKED = 1_000_000_000_000L;

    @Test
    void whatWaitsGoesOnWaitingBetweenTwoLooks() {
        Overdue overdue = new Overdue(50, 0, LOOKED);

        assertThat(overdue.by(LOOKED)).isEqualTo(50);
        assertThat(overdue.by(LOOKED + Duration.ofSeconds(15).toNanos())).isEqualTo(65);
    }

    @Test
    void nothingDoesNotWait() {
        assertThat(new Overdue(0, 0, LOOKED).by(LOOKED + Duration.ofHours(1).toNanos()))
                .isZero();
    }
}
