package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.paging.Page;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RowsAtOnceTest {
    private static final List<CallerRow> FOUND = Stream.of("a", "b", "c")
            .map(name ->
                    new CallerRow(new Signed<>(CallerMark.first(name), new byte[33]), Instant.EPOCH, Instant.EPOCH))
            .toList();

    private static String page(int limit, long... rows) {
        Map<String, Long> byName = new HashMap<>();
        for (int i = 0; i < rows.length; i++) {
            byName.put(FOUND.get(i).name(), rows[i]);
        }
        Page<CallerRow> page = RowsAtOnce.page(FOUND, byName, limit);
        return page.items().stream().map(CallerRow::name).toList() + " " + page.next();
    }

    @Test
    void holdsAsManyAsTheLimitSays() {
        assertThat(page(3)).isEqualTo("[a, b, c] null");
        assertThat(page(2, 1, 1, 1)).isEqualTo("[a, b] b");
        assertThat(RowsAtOnce.page(List.of(), Map.of(), 5)).isEqualTo(new Page<>(List.of(), null));
    }

    @Test
    void endsBeforeWhoWouldBeTooMuch() {
        assertThat(page(3, 1, RowsAtOnce.MOST - 1, 0)).isEqualTo("[a, b, c] null");
        assertThat(page(3, 1, RowsAtOnce.MOST, 0)).isEqualTo("[a] a");
        assertThat(page(3, 1, 1, RowsAtOnce.MOST)).isEqualTo("[a, b] b");
    }

    /** Somebody wrote more rows there than can be put. */
    @Test
    void holdsOneInAnyCase() {
        assertThat(page(3, 100L * RowsAtOnce.MOST)).isEqualTo("[a] a");
    }
}
