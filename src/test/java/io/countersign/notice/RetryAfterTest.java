package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final String DATE = "Mon, 30 Nov 2026 20:00:00 GMT";

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    0                             | PT0S
                    120                           | PT2M
                    ' 7 '                         | PT7S
                    86401                         | PT24H
                    99999999999999999999          | PT24H
                    Mon, 30 Nov 2026 20:01:00 GMT | PT1M
                    Mon, 30 Nov 2026 19:59:00 GMT | PT0S
                    Mon, 30 Nov 2099 19:59:00 GMT | PT24H
                    -                             | -
                    ''                            | -
                    -5                            | -
                    1.5                           | -
                    soon                          | -
                    ٣                             | -
                    """)
    void readsSecondsAndDates(String value, Duration expected) {
        assertThat(RetryAfter.read(value, DATE)).isEqualTo(expected);
    }

    @Test
    void aDateMeansNothingWithoutTheirs() {
        assertThat(RetryAfter.read("Mon, 30 Nov 2026 20:01:00 GMT", null)).isNull();
        assertThat(RetryAfter.read("60", null)).isEqualTo(Duration.ofMinutes(1));
    }
}
