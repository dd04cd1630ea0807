package io.countersign.caller;

import java.util.Locale;

/**
 * A row of a caller that somebody other than the vault wrote.
 *
 * @param caller the caller that it says to be of
 * @param id what tells it from others of its kind
 */
record UnverifiedRow(String caller, Kind kind, String id) {

    /** Of which table. */
    enum Kind {
        CALLER,
        KEY,
        IDENTITY,
        GRANT,
        HANDLE;

        /** As metrics, log and trail name it. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
