package io.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCursorTest {
    /** Whatever stands in a row, by whoever wrote it, is a place from which one goes on. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 741, 15",
        "2147483647, 9223372036854775807, 9223372036854775807",
        "0, 1000000000000000000, 1",
        "0, 18446744073709551615, -9223372036854775808",
    })
    void everyPlaceIsACursor(int era, String transaction, long id) {
        EventCursor place = new EventCursor(era, Long.parseUnsignedLong(transaction), id);

        assertThat(place).hasToString(era + "-" + transaction + "-" + id);
        assertThat(EventCursor.parse(place.toString())).contains(place);
    }

    /** As PostgreSQL has it, to which the number of a transaction has no sign. */
    @ParameterizedTest
    @CsvSource({
        "0-18446744073709551615-9, 1-0-0",
        "0-1-9, 0-2-0",
        "0-9223372036854775807-9, 0-9223372036854775808-0",
        "0-1-1, 0-1-2",
    })
    void placesHaveTheOrderOfTheTrail(String one, String next) {
        EventCursor first = EventCursor.parse(one).orElseThrow();
        EventCursor second = EventCursor.parse(next).orElseThrow();

        assertThat(first).isLessThan(second).isEqualByComparingTo(first);
        assertThat(second).isGreaterThan(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1-1",
                "x-1-1",
                "-1-1-1",
                "0--1-1",
                "2147483648-0-0",
                "0-18446744073709551616-0",
                "0-0-9223372036854775808",
                "0-0-0-0",
                "0-0-00000000000000000000",
                "00000000000-0-0"
            })
    void nothingElseIs(String text) {
        assertThat(EventCursor.parse(text)).isEmpty();
    }
}
