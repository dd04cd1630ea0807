package io.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToldSeldomTest {
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final AtomicLong nanos = new AtomicLong();
    private final ToldSeldom<Integer> told = new ToldSeldom<>(SILENCE, nanos::get);

    @Test
    void theSameIsNewsOnceInTheSilence() {
        assertThat(told.isNews(1)).isTrue();
        assertThat(told.isNews(1)).isFalse();
        assertThat(told.isNews(2)).isTrue();

        nanos.addAndGet(SILENCE.toNanos());
        assertThat(told.isNews(1)).isTrue();
    }

    @Test
    void atMostSixHundredAreTold() {
        assertThat(IntStream.range(0, 1000).filter(told::isNews).count()).isEqualTo(600);

        nanos.addAndGet(SILENCE.toNanos());
        assertThat(told.isNews(1000)).isTrue();
    }
}
