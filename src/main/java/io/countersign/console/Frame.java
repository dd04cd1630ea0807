package io.countersign.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds every page.
 *
 * @param menu what the caller may open; empty where nobody is signed in
 * @param who the caller's name, or null where nobody is signed in
 * @param csrf for the form that signs out, or null likewise
 */
record Frame(
        List<Item> menu, @Nullable String who, @Nullable String csrf) {
    /** Nobody's. */
    static final Frame EMPTY = new Frame(List.of(), null, null);

    Frame {
        menu = List.copyOf(menu);
    }

    /**
     * An entry of the menu.
     *
     * @param here whether the page belongs to it
     */
    record Item(String label, String href, boolean here) {}
}
