package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final String NOW = "'Sat, 21 Nov 2026 10:00:00 GMT'";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "0, -, PT0S",
                "' 30 ', -, PT30S",
                "900, -, PT15M",
                "901, -, PT15M",
                "99999999999999999999999, -, PT15M",
                "'Sat, 21 Nov 2026 10:00:42 GMT', " + NOW + ", PT42S",
                "'Sat, 21 Nov 2026 09:00:00 GMT', " + NOW + ", PT0S",
                "'Sun, 22 Nov 2026 10:00:00 GMT', " + NOW + ", PT15M",
                "'Sat, 21 Nov 2026 10:00:42 GMT', -, -",
                "'Sat, 21 Nov 2026 10:00:42 GMT', yesterday, -",
                "-, " + NOW + ", -",
                "'', " + NOW + ", -",
                "-5, " + NOW + ", -",
                "soon, " + NOW + ", -",
            })
    void headerIsRead(String retryAfter, String date, Duration expected) {
        // When
        Duration read = RetryAfter.read(retryAfter, date);

        // Then
        assertThat(read).isEqualTo(expected);
    }
}
