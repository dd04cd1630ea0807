package io.countersign.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the same kind.
 *
 * @param caption what they are
 * @param heads one for each column
 * @param empty what is said where there are none
 * @param next where the next page is, or null
 */
record Table(
        String caption,
        List<String> heads,
        List<Row> rows,
        String empty,
        @Nullable Link next) {
    Table {
        heads = List.copyOf(heads);
        rows = List.copyOf(rows);
    }

    /** One of them; its head names it. */
    record Row(Cell head, List<Cell> cells) {
        Row {
            cells = List.copyOf(cells);
        }
    }
}
