package io.countersign.console;

import org.jspecify.annotations.Nullable;

/** Something that is known of what a page is about. */
record Fact(String label, Cell value) {

    static Fact of(String label, @Nullable String value) {
        return new Fact(label, Cell.of(value));
    }
}
