package io.countersign.consent;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whose consent a link asks for. */
enum LinkKind {
    /** A person's own. */
    INDIVIDUAL,
    /** An administrator's, for the users of the whole organisation. */
    ADMIN;

    /** The kind of that name on the wire and in the database; {@link #INDIVIDUAL} for null. */
    static LinkKind named(@Nullable String name) {
        return name == null ? INDIVIDUAL : valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** As on the wire and in the database. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
