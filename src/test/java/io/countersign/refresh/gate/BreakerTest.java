package io.countersign.refresh.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.GrantType;
import io.countersign.refresh.FakePulse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final FakePulse pulse = new FakePulse();
    private static final GateKey APP = new GateKey("app", GrantType.AUTHORIZATION_CODE);

    private final Breaker breaker = new Breaker(pulse);

    private long tripsOf(int failures) {
        return IntStream.range(0, failures)
                .filter(i -> breaker.failed(APP, UUID.randomUUID()))
                .count();
    }

    private void successes(int count) {
        IntStream.range(0, count).forEach(i -> breaker.succeeded(APP, UUID.randomUUID()));
    }

    @Test
    void tenFailuresAreTooMany() {
        assertThat(tripsOf(9)).isZero();
        assertThat(tripsOf(1)).isEqualTo(1);
    }

    @Test
    void halfOfTheCallsFailingAreTooMany() {
        successes(10);

        assertThat(tripsOf(9)).isZero();
        assertThat(tripsOf(1)).isEqualTo(1);
    }

    @Test
    void fewerThanHalfAreNot() {
        successes(30);

        assertThat(tripsOf(29)).isZero();
    }

    @Test
    void oneConnectionInTroubleIsNotAnOutage() {
        UUID connection = UUID.randomUUID();
        successes(9);

        assertThat(IntStream.range(0, 1_000).filter(i -> breaker.failed(APP, connection)))
                .isEmpty();
    }

    @Test
    void aConnectionCountsByItsLastCall() {
        List<UUID> connections = Stream.generate(UUID::randomUUID).limit(10).toList();
        connections.forEach(connection -> breaker.succeeded(APP, connection));

        assertThat(connections.stream().map(connection -> breaker.failed(APP, connection)))
                .as("the fifth makes a half of them")
                .startsWith(false, false, false, false, true);
    }

    @Test
    void countsHalfAMinuteOnly() {
        tripsOf(9);
        pulse.pass(Duration.ofMillis(29_900));
        assertThat(tripsOf(1)).as("still within").isEqualTo(1);

        tripsOf(9);
        pulse.pass(Duration.ofSeconds(30));
        assertThat(tripsOf(1)).isZero();
    }

    @Test
    void oldSuccessesDoNotHideAnOutage() {
        successes(1_000);
        pulse.pass(Duration.ofSeconds(31));

        assertThat(tripsOf(10)).isEqualTo(1);
    }

    @Test
    void aLongSilenceIsForgottenWhole() {
        tripsOf(9);
        pulse.pass(Duration.ofHours(7));

        assertThat(tripsOf(9)).isZero();
    }

    @Test
    void countsAnewAfterATripAndWhenTold() {
        tripsOf(10);
        assertThat(tripsOf(9)).isZero();
        breaker.forget(APP);

        assertThat(tripsOf(9)).isZero();
    }

    @Test
    void integrationsAreCountedApart() {
        tripsOf(9);

        assertThat(breaker.failed(new GateKey("app", GrantType.JWT_BEARER), UUID.randomUUID()))
                .isFalse();
    }

    @Test
    void forgetsWhoeverHasNotCalledForAWhile() {
        IntStream.range(0, 5_000).forEach(i -> {
            breaker.failed(new GateKey("app-" + i, GrantType.JWT_BEARER), UUID.randomUUID());
            pulse.pass(Duration.ofMillis(100));
        });

        assertThat(breaker.remembered()).isLessThanOrEqualTo(1_000);
    }
}
