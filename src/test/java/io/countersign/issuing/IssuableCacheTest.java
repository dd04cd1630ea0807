package io.countersign.issuing;

import static io.countersign.issuing.TestingReadings.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.issuing.Sighting.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuableCacheTest {
    private final TestingTicker ticker = new TestingTicker();
    private final IssuableCache cache = new IssuableCache(Duration.ofMinutes(5), 1_000_000, ticker);

    private Sighting seen(long generation) {
        return new Sighting(
                KEY, TestingReadings.active(ticker.read(), generation, 28_800), Path.COLD, cache.changes(KEY));
    }

    private void drop(String what) {
        switch (what) {
            case "connection" -> cache.dropConnection("acme", "default");
            case "tenant" -> cache.dropTenant("acme");
            case "caller" -> cache.dropCaller("biller");
            default -> throw new IllegalArgumentException(what);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection", "tenant", "caller"})
    void dropsWhatItHolds(String what) {
        cache.keep(seen(1));
        drop(what);
        assertThat(cache.find(KEY)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection", "tenant", "caller"})
    void keepsNothingThatWasBeingReadDuringAChange(String what) {
        Sighting begunBefore = seen(1);
        drop(what);
        cache.keep(begunBefore);
        assertThat(cache.find(KEY)).isNull();
    }

    @Test
    void keepsWhatWasReadAfterAChange() {
        drop("connection");
        Sighting begunAfter = seen(2);
        cache.keep(begunAfter);
        assertThat(cache.find(KEY)).isEqualTo(begunAfter.reading());
    }

    @Test
    void leavesOthersAlone() {
        cache.keep(seen(1));
        cache.dropConnection("acme", "other");
        cache.dropConnection("globex", "default");
        cache.dropTenant("globex");
        cache.dropCaller("reporter");
        assertThat(cache.find(KEY)).isNotNull();
    }

    @Test
    void prefersTheLaterReading() {
        // Given
        Sighting earlier = seen(1);
        ticker.passes(Duration.ofMillis(1));
        Sighting later = seen(2);

        // When
        cache.keep(later);
        cache.keep(earlier);

        // Then
        assertThat(cache.find(KEY)).isEqualTo(later.reading());
    }

    @Test
    void isBounded() {
        IssuableCache small = new IssuableCache(Duration.ofMinutes(5), 10_000, ticker);
        IntStream.range(0, 1000).forEach(i -> {
            IssueKey key = new IssueKey("key" + i, "acme", "default");
            small.keep(
                    new Sighting(key, TestingReadings.active(ticker.read(), 1, 28_800), Path.COLD, small.changes(key)));
        });
        assertThat(small.size()).isBetween(1L, 20L);
    }
}
