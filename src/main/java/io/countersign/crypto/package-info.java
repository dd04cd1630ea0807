/**
 * Seals and opens secrets: keysets, associated data, and types whose text form never shows what they hold. Knows no
 * HTTP, no SQL and no CDI; where keysets are stored and what wraps them is other packages' business.
 */
@NullMarked
package io.countersign.crypto;

import org.jspecify.annotations.NullMarked;
