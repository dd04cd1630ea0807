package io.countersign.notice;

import java.util.Locale;

/** Why nothing is sent to a webhook any more. */
enum DisabledReason {
    /** It answered 410. */
    GONE,
    /** Nothing arrived for days. */
    FAILING;

    /** As the database, the API and the trail have it. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
