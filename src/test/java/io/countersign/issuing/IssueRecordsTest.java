package io.countersign.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.issuing.IssueRecord.Use;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IssueRecordsTest {
    private final TestingClock clock = new TestingClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final IssueRecords records = new IssueRecords(registry, clock, () -> 0.5, Duration.ZERO);

    private static Issuable token(long generation) {
        return TestingReadings.active(0, generation, 28_800).issuable();
    }

    @Test
    void countsTogetherWhatOneCallerGotInAMinute() {
        // When
        long first = clock.nanoTime();
        records.issued("caller:biller", Door.API, token(1));
        clock.passes(Duration.ofSeconds(3));
        records.issued("caller:biller", Door.API, token(1));

        // Then
        assertThat(records.take(10))
                .singleElement()
                .isEqualTo(new IssueRecord(
                        new Use("caller:biller", Door.API, TestingReadings.ID, 1, 0),
                        first,
                        clock.nanoTime(),
                        2,
                        600 + 1440));
        assertThat(records.take(10)).isEmpty();
    }

    @Test
    void countsApartWhatIsNotTheSame() {
        records.issued("caller:biller", Door.API, token(1));
        records.issued("caller:reporter", Door.API, token(1));
        records.issued("caller:biller", Door.API, token(2));
        clock.passes(Duration.ofMinutes(1));
        records.issued("caller:biller", Door.API, token(1));
        assertThat(records.take(10)).hasSize(4).allMatch(record -> record.count() == 1);
    }

    @Test
    void takesBackWhatCouldNotBeWritten() {
        // Given
        records.issued("caller:biller", Door.API, token(1));
        List<IssueRecord> taken = records.take(10);
        records.issued("caller:biller", Door.API, token(1));

        // When
        records.giveBack(taken);

        // Then
        assertThat(records.take(10)).singleElement().matches(record -> record.count() == 2);
    }

    @Test
    void countsWhatDoesNotFit() {
        IntStream.range(0, IssueRecords.LARGEST + 3).forEach(i -> records.issued("caller:" + i, Door.API, token(1)));
        records.issued("caller:0", Door.API, token(1));

        assertThat(records.take(2 * IssueRecords.LARGEST)).hasSize(IssueRecords.LARGEST);
        assertThat(registry.counter("countersign.issuing.records.lost").count()).isEqualTo(3);
    }
}
