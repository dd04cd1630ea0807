package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class DatabaseProbeTest {
    private static final Uni<Void> ANSWER = Uni.createFrom().voidItem();
    private static final Uni<Void> FAILURE = Uni.createFrom().failure(new IllegalStateException("away"));

    private final AtomicLong now = new AtomicLong();
    private Uni<Void> pool = ANSWER;
    private Uni<Void> beside = ANSWER;
    private final DatabaseProbe probe = new DatabaseProbe(() -> pool, () -> beside, now::get);
    private final StartupState state = new StartupState();

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private HealthCheckResponse.Status live() {
        return new PoolLiveness(probe).call().await().indefinitely().getStatus();
    }

    private HealthCheckResponse ready() {
        return new DatabaseReadiness(probe, state).call().await().indefinitely();
    }

    @Test
    void isAliveWhileThePoolServes() {
        assertThat(live()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    @Test
    void isDeadOnceThePoolHasBeenStuckForAMinute() {
        pool = FAILURE;
        assertThat(live()).isEqualTo(HealthCheckResponse.Status.UP);

        pass(Duration.ofSeconds(59));
        assertThat(live()).isEqualTo(HealthCheckResponse.Status.UP);

        pass(Duration.ofSeconds(1));
        assertThat(live()).isEqualTo(HealthCheckResponse.Status.DOWN);
    }

    @Test
    void staysAliveWhileTheDatabaseIsAway() {
        pool = FAILURE;
        beside = FAILURE;
        live();
        pass(Duration.ofHours(1));

        assertThat(live()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    @Test
    void countsTheMinuteAnewAfterAnAnswer() {
        pool = FAILURE;
        live();
        pass(Duration.ofSeconds(59));
        pool = ANSWER;
        live();
        pool = FAILURE;
        pass(Duration.ofSeconds(59));

        assertThat(live()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    @Test
    void givesUpWaitingForAnAnswer() {
        pool = Uni.createFrom().nothing();

        assertThat(probe.silence().await().atMost(Duration.ofSeconds(10))).isPositive();
    }

    @Test
    void isReadyButDegradedWithoutItsDatabase() {
        state.started();
        pool = FAILURE;

        assertThat(ready().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(ready().getData().orElseThrow()).containsEntry("degraded", true);
    }

    @Test
    void isNotReadyBeforeTheStartIsOver() {
        assertThat(ready().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    }
}
