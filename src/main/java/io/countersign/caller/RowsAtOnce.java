package io.countersign.caller;

import io.countersign.paging.Page;
import java.util.List;
import java.util.Map;

/**
 * How many callers are read at once where there may be many: each of a thousand may have
 * {@link WantedGrants#MOST_PLACES} grants, and keys without number, and all of them are judged before any counts.
 */
final class RowsAtOnce {
    /** How many keys, identities and grants they may have together, unless it is one caller. */
    static final int MOST = 2 * WantedGrants.MOST_PLACES;

    private RowsAtOnce() {}

    /**
     * How many of these callers, from the first.
     *
     * @param names in the order of names
     * @param rows how many rows each of them has, none where it is missing; too low is right for whoever follows
     *     callers that have more than {@link #MOST} together
     * @return at least one where there is any
     */
    static int fitting(List<String> names, Map<String, Long> rows) {
        long sum = 0;
        for (int callers = 0; callers < names.size(); callers++) {
            sum += rows.getOrDefault(names.get(callers), 0L);
            if (sum > MOST && callers > 0) {
                return callers;
            }
        }
        return names.size();
    }

    /**
     * Ends a page of callers where it would be too much.
     *
     * @param found callers in their order, one more than the limit where there are so many
     * @param rows as {@link #fitting} takes them
     * @param limit how many callers the page may hold
     */
    static Page<CallerRow> page(List<CallerRow> found, Map<String, Long> rows, int limit) {
        int fitting =
                Math.min(limit, fitting(found.stream().map(CallerRow::name).toList(), rows));
        return Page.of(found, fitting, CallerRow::name);
    }
}
