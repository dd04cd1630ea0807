/**
 * The customers whose DocuSign accounts are connected: their names, and the wrapped keyset under which each one's
 * secrets are sealed. Deleting a tenant destroys that keyset and every row below it. Opens keysets for other packages;
 * seals and opens no secret itself.
 */
@NullMarked
package io.countersign.tenant;

import org.jspecify.annotations.NullMarked;
