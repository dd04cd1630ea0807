/**
 * The key-encryption keys, which live outside the database, and the wrapping of keysets with them. A port with one
 * adapter: a directory of key files. Owns what the database knows of keys: the canaries that tell those of one name
 * apart, which are retired, and the last rewrap; and reads there which keys wrap something. Wraps anew what others
 * keep, through a port. Sees keysets only whole and never the secrets sealed under them.
 */
@NullMarked
package io.countersign.keyring;

import org.jspecify.annotations.NullMarked;
