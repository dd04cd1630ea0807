package io.countersign.problem;

import io.countersign.problem.Problem.FieldError;
import java.util.List;
import java.util.TreeMap;

/**
 * The bad fields of one request, each named once, in the order of their names, so that the same request gets the same
 * answer each time.
 */
final class FieldErrors {
    /** How many are named: 64 KiB hold thousands, and the answer shall not be larger than the request. */
    static final int MOST = 50;

    private final TreeMap<String, String> details = new TreeMap<>();

    /**
     * Adds one, unless this field was named before: what was found first is nearer to the cause.
     *
     * @param field its path, see {@link FieldPath}
     * @param detail what it must be
     */
    void add(String field, String detail) {
        details.putIfAbsent(field, detail);
    }

    boolean has(String field) {
        return details.containsKey(field);
    }

    boolean isEmpty() {
        return details.isEmpty();
    }

    /**
     * 422 that names each.
     *
     * @param remark a sentence to add, after a space; or nothing
     */
    Problem problem(String remark) {
        List<FieldError> errors = details.entrySet().stream()
                .limit(MOST)
                .map(entry -> new FieldError(entry.getKey(), entry.getValue()))
                .toList();
        return Problem.invalidFields(
                errors,
                details.size() > MOST ? " There are " + details.size() + ", of which these are the first." : remark);
    }
}
