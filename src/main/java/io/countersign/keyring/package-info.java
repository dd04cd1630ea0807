/**
 * The key-encryption keys, which live outside the database, and the wrapping of keysets with them. A port with one
 * adapter: a directory of key files. Owns the canaries in the database that tell keys of one name apart, and reads
 * there which keys wrap something. Sees keysets only whole and never the secrets sealed under them.
 */
@NullMarked
package io.countersign.keyring;

import org.jspecify.annotations.NullMarked;
