package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingLog;
import io.countersign.ops.StatementMinute.Slice;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a minute of statements tells; ten seconds have fifteen of them. */
class SlowDatabaseTest {
    private static final Slice FAST = new Slice(15, 0);
    private static final Slice SLOW = new Slice(15, 15);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final TestingLog log = new TestingLog(SlowDatabase.class);
    private long now;
    private final SlowDatabase database = new SlowDatabase(() -> now);

    @AfterEach
    void listenNoMore() {
        log.close();
    }

    private void pass(int times, Slice slice) {
        for (int i = 0; i < times; i++) {
            now += Duration.ofSeconds(10).toNanos();
            database.judge(slice);
        }
    }

    private static boolean isSlow(boolean before, Slice... slices) {
        StatementMinute minute = StatementMinute.EMPTY;
        for (Slice slice : slices) {
            minute = minute.then(slice);
        }
        return minute.isSlow(before);
    }

    @Test
    void aSlowDatabaseIsTwoLines() {
        var gauge = database.gauge(registry);
        pass(6, FAST);
        pass(3, SLOW);
        assertThat(gauge.value()).isZero();

        pass(30, SLOW);
        assertThat(gauge.value()).isEqualTo(1);
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("WARN database_slow slow=60 of=90: ")
                .contains("200 ms", "docs/runbooks/slow-database.md");

        pass(6, FAST);
        assertThat(gauge.value()).isZero();
        assertThat(log.lines()).hasSize(2).last().asString().startsWith("INFO database_fast_again seconds=");
    }

    @Test
    void halfOfThemAreNotMostOfThem() {
        assertThat(isSlow(false, new Slice(40, 20))).isFalse();
        assertThat(isSlow(false, new Slice(40, 21))).isTrue();
        assertThat(isSlow(true, new Slice(40, 10))).isTrue();
        assertThat(isSlow(true, new Slice(40, 9))).isFalse();
    }

    @Test
    void fewBeginNothing() {
        assertThat(isSlow(false, new Slice(10, 10), new Slice(9, 9))).isFalse();
        assertThat(isSlow(false, new Slice(10, 10), new Slice(10, 10))).isTrue();
        assertThat(isSlow(false, new Slice(19, 19))).isFalse();
    }

    /** A replica that nobody asks for anything has only what its watch asks. */
    @Test
    void fewEndIt() {
        assertThat(isSlow(true, new Slice(4, 0))).isTrue();
        assertThat(isSlow(true, new Slice(5, 2))).isTrue();
        assertThat(isSlow(true, new Slice(5, 1))).isFalse();
    }

    @Test
    void whatIsOlderThanAMinuteIsForgotten() {
        assertThat(isSlow(false, SLOW, SLOW, SLOW, SLOW, SLOW, SLOW, FAST, FAST, FAST))
                .isFalse();
    }
}
