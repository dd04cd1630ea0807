package io.countersign.keyring;

import org.jspecify.annotations.Nullable;

/** With which key a new keyset is wrapped; see {@link #of}. */
sealed interface WrappingChoice {

    /** With this one. */
    record Use(KeyId id) implements WrappingChoice {}

    /** The database lost the primary key's row, as a failover may: it is made known once more. */
    record MakeKnown() implements WrappingChoice {}

    /** The primary key is retired, and there is no other one that this replica was told of. */
    record None() implements WrappingChoice {}

    /** How the database knows the key that the configuration names as primary. */
    enum Primary {
        LIVE,
        RETIRED,
        UNKNOWN
    }

    /**
     * A primary key that is not retired is used. A retired one stands in an old configuration: what the last rewrap
     * wrapped everything with is the others' primary key, and is used in its place.
     *
     * @param target of the last rewrap, unless it is retired itself; null where there is none
     */
    static WrappingChoice of(KeyId primary, Primary standing, @Nullable KeyId target) {
        return switch (standing) {
            case LIVE -> new Use(primary);
            case UNKNOWN -> new MakeKnown();
            case RETIRED -> target == null ? new None() : new Use(target);
        };
    }
}
