package io.countersign.trail;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.audit.EventCursor;
import io.countersign.audit.StoredEvent;
import io.countersign.audit.StoredEvents;
import io.countersign.vault.TestingVaultKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealPlanTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Seal.Moment NOW = new Seal.Moment(Instant.EPOCH, "0.000000");

    private final SealHash hash = new SealHash(TestingVaultKey.generate());

    private static StoredEvent event(long id, @Nullable String tenant, @Nullable String connection) {
        return new StoredEvent(new EventCursor(0, 7, id), "1.000000", "type", "actor", tenant, connection, "{}");
    }

    private static List<StoredEvent> events(int number) {
        return LongStream.rangeClosed(1, number)
                .mapToObj(id -> event(id, null, null))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"0, PT0S, 0", "1, PT59.999S, 0", "1, PT1M, 1", "999, PT59S, 0", "1000, PT0S, 1"})
    void sealsWhatIsOldOrFull(int number, Duration age, int seals) {
        assertThat(
                        SealPlan.next(SealEnd.NONE, 1, new StoredEvents.Tail(events(number), age), MINUTE, NOW, hash)
                                .stream())
                .hasSize(seals)
                .allSatisfy(seal -> assertThat(seal)
                        .extracting(
                                Seal::number,
                                Seal::events,
                                seal1 -> seal1.last().id())
                        .containsExactly(1L, number, (long) number));
    }

    @Test
    void aSealIsBoundToTheOneBefore() {
        StoredEvents.Tail tail = new StoredEvents.Tail(events(1), MINUTE);
        Seal first = SealPlan.next(SealEnd.NONE, 1, tail, MINUTE, NOW, hash).orElseThrow();
        Seal second =
                SealPlan.next(SealEnd.of(first), 2, tail, MINUTE, NOW, hash).orElseThrow();

        assertThat(second.number()).isEqualTo(2);
        assertThat(SealCheck.ofRow(new SealRows.Bound(second, SealEnd.of(first)), hash))
                .isEmpty();
        assertThat(SealCheck.ofRow(new SealRows.Bound(second, null), hash)).contains(BrokenSeal.Found.SEAL);
        assertThat(SealCheck.ofRow(new SealRows.Bound(second, SealEnd.NONE), hash))
                .contains(BrokenSeal.Found.SEAL);
        assertThat(SealCheck.ofRow(new SealRows.Bound(second, SealEnd.of(second)), hash))
                .contains(BrokenSeal.Found.SEAL);
        assertThat(SealCheck.ofRow(
                        new SealRows.Bound(second, SealEnd.of(first)), new SealHash(TestingVaultKey.generate())))
                .contains(BrokenSeal.Found.SEAL);
    }

    /** Under another key nothing holds, under the right one all does: the first is no reason to tell. */
    @Test
    void nothingIsToldOfATipThatHolds() {
        StoredEvents.Tail tail = new StoredEvents.Tail(events(1), MINUTE);
        Seal seal = SealPlan.next(SealEnd.NONE, 1, tail, MINUTE, NOW, hash).orElseThrow();
        SealRows.Newest newest = new SealRows.Newest(List.of(new SealRows.Bound(seal, SealEnd.NONE)), NOW);
        SealHash other = new SealHash(TestingVaultKey.generate());

        assertThat(LastSeal.toTell(SealTip.of(newest, 2, hash), newest)).isEmpty();
        assertThat(LastSeal.toTell(SealTip.of(newest, 2, other), newest))
                .contains(BrokenSeal.of(seal, BrokenSeal.Found.SEAL));
        assertThat(SealTip.of(newest, 1, other)).isEmpty();
        assertThat(LastSeal.toTell(Optional.empty(), newest)).contains(BrokenSeal.of(seal, BrokenSeal.Found.SEAL));
    }

    /** No two of these lists may have the same hash, nor one of them as the events of two seals. */
    @Test
    void noTwoListsOfEventsShareAHash() {
        List<List<StoredEvent>> lists = List.of(
                List.of(),
                events(1),
                events(2),
                List.of(event(1, "", null)),
                List.of(event(1, null, "")),
                List.of(event(1, "", "")),
                List.of(event(1, "a", "b")),
                List.of(event(1, "ab", "")),
                List.of(event(1, "=", null)),
                List.of(event(2, null, null)),
                List.of(event(2, null, null), event(1, null, null)));
        Set<String> seen = new HashSet<>();
        lists.forEach(list -> seen.add(Arrays.toString(hash.ofEvents(1, list))));
        seen.add(Arrays.toString(hash.ofEvents(2, events(1))));

        assertThat(seen).hasSize(lists.size() + 1);
    }

    @Test
    void theFingerprintIsTheBeginningOfTheHash() {
        Seal seal = SealPlan.next(SealEnd.NONE, 1, new StoredEvents.Tail(events(1), MINUTE), MINUTE, NOW, hash)
                .orElseThrow();

        assertThat(SealFigures.fingerprint(seal))
                .isEqualTo(Long.parseLong(seal.macText().substring(0, 12), 16));
    }
}
