package io.countersign.database;

import java.util.Objects;
import java.util.stream.Stream;

/** What a failure was wrapped around, by Hibernate, the pool or whoever else handed it on. */
public final class Causes {
    /** Wrappers nest a handful deep; the bound keeps a cycle of causes from spinning. */
    private static final int DEPTH = 12;

    private Causes() {}

    /** The failure itself, and then each cause of the one before, the innermost last. */
    public static Stream<Throwable> of(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEPTH);
    }
}
