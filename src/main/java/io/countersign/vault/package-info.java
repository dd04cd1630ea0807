/**
 * The vault's own key: under it stands what belongs to no tenant yet, or to none any more, and it makes the hashes by
 * which something is found again without being kept. Made at its first use, wrapped by the keyring as tenants' keysets
 * are. Knows nothing of what it seals.
 */
@NullMarked
package io.countersign.vault;

import org.jspecify.annotations.NullMarked;
