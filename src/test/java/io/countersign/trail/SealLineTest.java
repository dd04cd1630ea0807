package io.countersign.trail;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.audit.EventCursor;
import io.countersign.vault.TestingVaultKey;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SealLineTest {
    /** Five thousand statements read down from there: more than a call may call itself. */
    private static final long HIGHEST = 5_000_000;

    private static final EventCursor PLACE = new EventCursor(0, 1, 1);
    private static final Seal.Moment NOW = new Seal.Moment(Instant.EPOCH, "0.000000");
    private static final byte[] NONE = {};

    private final SealHash hash = new SealHash(TestingVaultKey.generate());

    /** It follows 5, and holds. */
    private SealRows.Bound passing() {
        SealEnd before = new SealEnd(5, PLACE, new byte[] {1});
        Seal open = seal(9, before.number());
        return new SealRows.Bound(open.withMac(hash.of(before.mac(), open)), before);
    }

    private static Seal seal(long number, long follows) {
        return new Seal(number, follows, PLACE, PLACE, 1, NONE, NONE, NOW, null);
    }

    @Test
    void leavesOutWhatSealsOfTheLinePassedOver() {
        SealLine line = new SealLine(List.of(new SealLine.Passed(6, 9), new SealLine.Passed(2, 4)));

        assertThat(List.of(1L, 2L, 4L, 5L, 6L, 9L, 10L)).allMatch(line::has);
        assertThat(List.of(3L, 7L, 8L)).noneMatch(line::has);
    }

    /** Whoever can put a thousand rows can put millions, which follow nothing. */
    @Test
    void isReadThroughMillionsOfPlantedRows() {
        SealLine line = TestingWait.answer(SealLine.read(this::rows, hash, 0));

        assertThat(line.passed()).isEqualTo(List.of(new SealLine.Passed(5, 9)));
    }

    /** Where only the seals from a number on are asked for, those below are not read. */
    @Test
    void isReadAsFarAsItIsAskedFor() {
        SealLine line = TestingWait.answer(SealLine.read(this::rows, hash, HIGHEST - SealLine.ROWS));

        assertThat(line).isEqualTo(SealLine.WHOLE);
    }

    /** All above the one that holds were planted. */
    private Uni<List<SealRows.Bound>> rows(long upTo, int limit) {
        long from = Math.min(upTo, HIGHEST);
        return Uni.createFrom()
                .item(LongStream.iterate(from, number -> number >= 9, number -> number - 1)
                        .limit(limit)
                        .mapToObj(number -> number == 9 ? passing() : new SealRows.Bound(seal(number, 0), null))
                        .toList());
    }
}
