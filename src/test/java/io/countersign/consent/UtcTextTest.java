package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UtcTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    2026-11-21T09:05:59.999Z | Saturday, 21 November 2026, 09:05 UTC
                    2027-01-01T00:00:00Z     | Friday, 1 January 2027, 00:00 UTC
                    """)
    void writesATimeForAPerson(Instant time, String words) {
        assertThat(UtcText.of(time)).isEqualTo(words);
    }
}
