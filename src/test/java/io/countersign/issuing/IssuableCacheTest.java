package io.countersign.issuing;

import static io.countersign.issuing.TestingReadings.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.issuing.Sighting.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuableCacheTest {
    private final TestingClock clock = new TestingClock();
    private final IssuableCache cache = new IssuableCache(Duration.ofMinutes(5), 1_000_000, clock);

    private Sighting seen(long generation) {
        return new Sighting(
                KEY,
                TestingReadings.active(clock.nanoTime(), generation, 28_800),
                Path.COLD,
                cache.changes(KEY.place()));
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
        clock.passes(Duration.ofMillis(1));
        Sighting later = seen(2);

        // When
        cache.keep(later);
        cache.keep(earlier);

        // Then
        assertThat(cache.find(KEY)).isEqualTo(later.reading());
    }

    @Test
    void isBounded() {
        IssuableCache small = new IssuableCache(Duration.ofMinutes(5), 10_000, clock);
        IntStream.range(0, 1000)
                .forEach(i -> keep(small, new IssueKey("key", new Place("acme", "connection" + i)), "biller"));
        assertThat(small.size()).isBetween(1L, 20L);
    }

    @Test
    void isBoundedAlsoWhereAllAskForOneConnection() {
        IssuableCache small = new IssuableCache(Duration.ofMinutes(5), 10_000, clock);
        IntStream.range(0, 1000)
                .forEach(i -> keep(small, new IssueKey("key" + i, new Place("acme", "default")), "biller"));
        assertThat(IntStream.range(0, 1000)
                        .filter(i -> small.find(new IssueKey("key" + i, new Place("acme", "default"))) != null)
                        .count())
                .isLessThan(20);
    }

    private void keep(IssuableCache into, IssueKey key, String caller) {
        into.keep(new Sighting(
                key,
                TestingReadings.active(clock.nanoTime(), caller, 1, 28_800),
                Path.COLD,
                into.changes(key.place())));
    }

    @Test
    void keepsAConnectionForEachKeyOfItsOwn() {
        IssueKey another = new IssueKey("another", new Place("acme", "default"));
        keep(cache, KEY, "biller");
        keep(cache, another, "reporter");
        assertThat(cache.find(KEY)).isNotNull();
        assertThat(cache.find(another)).isNotNull();
        assertThat(cache.find(new IssueKey("unknown", new Place("acme", "default"))))
                .isNull();

        cache.dropCaller("reporter");
        assertThat(cache.find(KEY)).isNotNull();
        assertThat(cache.find(another)).isNull();

        keep(cache, another, "reporter");
        cache.dropConnection("acme", "default");
        assertThat(cache.find(KEY)).isNull();
        assertThat(cache.find(another)).isNull();
    }

    @Test
    void forgetsWhatIsTooOldThoughOthersGoOnAsking() {
        keep(cache, KEY, "biller");
        clock.passes(Duration.ofMinutes(4));
        keep(cache, new IssueKey("another", new Place("acme", "default")), "biller");
        clock.passes(Duration.ofMinutes(2));

        keep(cache, new IssueKey("another", new Place("acme", "default")), "biller");

        assertThat(cache.find(KEY)).isNull();
    }

    /** Looking through all of them each time would be a hundred million looks: half a minute, instead of an instant. */
    @Test
    @Timeout(10)
    void droppingAConnectionDoesNotDependOnHowManyThereAre() {
        IssuableCache large = new IssuableCache(Duration.ofMinutes(5), 100_000_000, clock);
        IntStream.range(0, 50_000)
                .forEach(i -> keep(large, new IssueKey("key", new Place("acme", "connection" + i)), "biller"));

        IntStream.range(0, 2_000).forEach(i -> large.dropConnection("globex", "connection" + i));

        assertThat(large.size()).isEqualTo(50_000);
    }
}
