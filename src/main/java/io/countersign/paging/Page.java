package io.countersign.paging;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items in the list's order
 * @param next the cursor to send as {@code after} for the following page, or null where this is the last
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, @Nullable String next) {

    /** The largest {@code limit} of any list. */
    public static final int MAXIMUM = 1000;

    /** What {@code limit} must be. */
    public static final String LIMIT_RULE = "must be a whole number from 1 to 1000";

    /** The {@code limit} where none is sent, as a string for annotations. */
    public static final String DEFAULT = "100";

    /** Copies the items. */
    public Page {
        items = List.copyOf(items);
    }

    /**
     * Makes a page out of rows that were read with one more than the limit, which tells whether there is a next page.
     *
     * @param rows at most {@code limit + 1} of them, in order
     * @param limit how many the page may hold
     * @param cursor an item's own cursor
     */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> cursor) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> items = rows.subList(0, limit);
        return new Page<>(items, cursor.apply(items.getLast()));
    }
}
