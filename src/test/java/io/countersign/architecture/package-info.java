/**
 * The rules of the code as tests: which package may use which, what no class may do, which SQL may be written, what the
 * documents must list. They read compiled classes and sources and start nothing.
 */
@NullMarked
package io.countersign.architecture;

import org.jspecify.annotations.NullMarked;
