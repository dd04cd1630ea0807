/**
 * Who may ask how often: networks, the buckets of tokens that count for them and for callers, and the door of what
 * needs no credential. Knows nothing of callers, links or the database: whoever authenticates asks here first, and
 * tells here what came to nothing.
 */
@NullMarked
package io.countersign.limit;

import org.jspecify.annotations.NullMarked;
