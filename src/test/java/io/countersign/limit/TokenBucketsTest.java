package io.countersign.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketsTest {
    private static final int RATE = 10;

    private final AtomicLong nanos = new AtomicLong();
    private final TokenBuckets<String> buckets = new TokenBuckets<>(RATE, nanos::get);

    private void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private long taken(String key, int tries) {
        return IntStream.range(0, tries).filter(i -> buckets.take(key)).count();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4711, -4711, Long.MAX_VALUE - 4711})
    void holdsASecondsTokensAndGetsThemBackOneByOne(long start) {
        nanos.set(start);

        assertThat(taken("one", 25)).isEqualTo(RATE);
        passes(Duration.ofMillis(99));
        assertThat(taken("one", 1)).isZero();
        passes(Duration.ofMillis(1));
        assertThat(taken("one", 2)).isEqualTo(1);
        passes(Duration.ofMillis(500));
        assertThat(taken("one", 25)).isEqualTo(5);
        passes(Duration.ofHours(1));
        assertThat(taken("one", 25)).isEqualTo(RATE);
    }

    @Test
    void areOfOneEach() {
        taken("one", 25);
        assertThat(taken("other", 25)).isEqualTo(RATE);
    }

    @Test
    void sayWhetherATokenIsThere() {
        assertThat(buckets.has("one")).isTrue();
        taken("one", RATE - 1);
        assertThat(buckets.has("one")).isTrue();
        assertThat(buckets.take("one")).isTrue();
        assertThat(buckets.has("one")).isFalse();
    }

    @Test
    void oweWhatHasHappenedAndASecondsTokensAtMost() {
        IntStream.range(0, RATE + 5).forEach(i -> buckets.charge("one"));
        passes(Duration.ofMillis(599));
        assertThat(buckets.has("one")).isFalse();
        passes(Duration.ofMillis(1));
        assertThat(buckets.has("one")).isTrue();

        IntStream.range(0, 1000).forEach(i -> buckets.charge("one"));
        passes(Duration.ofMillis(1099));
        assertThat(buckets.has("one")).isFalse();
        passes(Duration.ofMillis(1));
        assertThat(buckets.has("one")).isTrue();
    }

    @Test
    void limitNothingWithoutARate() {
        TokenBuckets<String> none = new TokenBuckets<>(0, nanos::get);
        IntStream.range(0, 1000).forEach(i -> none.charge("one"));

        assertThat(IntStream.range(0, 1000)).allMatch(i -> none.take("one"));
        assertThat(none.has("one")).isTrue();
    }

    /** Whoever comes with ever new addresses does not fill the memory, and frees nobody who is at it. */
    @Test
    void forgetWhoAsksSeldom() {
        taken("one", 25);
        for (int i = 0; i < 100_000; i++) {
            buckets.take("stranger-" + i);
            buckets.has("one");
        }
        assertThat(buckets.has("one")).isFalse();
        assertThat(buckets.size()).isLessThan(25_000);
    }

    @Test
    void letNobodyTakeTheSameToken() throws InterruptedException {
        AtomicInteger taken = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> taken.addAndGet((int) taken("one", 1000))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(taken).hasValue(RATE);
    }
}
