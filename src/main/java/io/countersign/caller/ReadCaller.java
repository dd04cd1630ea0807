package io.countersign.caller;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What was read of a caller at one moment, as far as it was asked for. Nothing of it counts yet.
 *
 * @param keys its API keys
 * @param identities who it is elsewhere
 * @param grants the rows of its grants
 */
record ReadCaller(
        Signed<CallerMark> caller,
        List<Signed<ApiKeyRow>> keys,
        List<Signed<CallerIdentityRow>> identities,
        List<Signed<CallerGrantRow>> grants) {

    /** Copies the lists. */
    ReadCaller {
        keys = List.copyOf(keys);
        identities = List.copyOf(identities);
        grants = List.copyOf(grants);
    }

    /**
     * What was read of several callers, in their order.
     *
     * @param keys those of all of them, of each in its order; so too the others
     */
    static List<ReadCaller> of(
            List<Signed<CallerMark>> callers,
            List<Signed<ApiKeyRow>> keys,
            List<Signed<CallerIdentityRow>> identities,
            List<Signed<CallerGrantRow>> grants) {
        Map<String, List<Signed<ApiKeyRow>>> keysOf = byCaller(keys, ApiKeyRow::caller);
        Map<String, List<Signed<CallerIdentityRow>>> identitiesOf = byCaller(identities, CallerIdentityRow::caller);
        Map<String, List<Signed<CallerGrantRow>>> grantsOf = byCaller(grants, CallerGrantRow::caller);
        return callers.stream()
                .map(caller -> new ReadCaller(
                        caller,
                        keysOf.getOrDefault(caller.row().name(), List.of()),
                        identitiesOf.getOrDefault(caller.row().name(), List.of()),
                        grantsOf.getOrDefault(caller.row().name(), List.of())))
                .toList();
    }

    private static <T> Map<String, List<Signed<T>>> byCaller(List<Signed<T>> rows, Function<T, String> caller) {
        return rows.stream().collect(Collectors.groupingBy(row -> caller.apply(row.row())));
    }

    /** How many MACs there are to compute. */
    int rows() {
        return 1 + keys.size() + identities.size() + grants.size();
    }
}
