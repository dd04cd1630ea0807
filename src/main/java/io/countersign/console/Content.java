package io.countersign.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page says.
 *
 * @param title its heading, and the window's
 * @param up the page above it, or null
 */
record Content(String title, @Nullable Link up, List<Block> blocks) {
    Content {
        blocks = List.copyOf(blocks);
    }
}
