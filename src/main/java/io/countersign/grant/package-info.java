/**
 * What a person's consent gives, and what callers make of it: whether a consent, or an import that was proven, is
 * accepted, waits for confirmation or is refused, by whose it is; and the disconnect that takes it back. Owns the
 * pending grants. Asks DocuSign nothing; the tokens of a connection are written by {@code refresh}, which guards them.
 */
@NullMarked
package io.countersign.grant;

import org.jspecify.annotations.NullMarked;
