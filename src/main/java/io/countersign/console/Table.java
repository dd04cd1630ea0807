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

    /**
     * One of them; its head names it.
     *
     * @param press what can be done with it, in a last column; null where there is none
     */
    record Row(Cell head, List<Cell> cells, @Nullable Press press) {
        Row {
            cells = List.copyOf(cells);
        }

        Row(Cell head, List<Cell> cells) {
            this(head, cells, null);
        }
    }

    /**
     * A form without fields to fill in, as small as its button.
     *
     * @param what the button does to which row: whoever does not see the row hears it. It begins as the button does
     */
    record Press(Form form, String what) {}
}
