/**
 * The key-encryption keys, which live outside the database, and the wrapping of keysets with them. A port with one adapter: a directory of key
 * files. Sees keysets only whole and never the secrets sealed under them.
 */
@NullMarked
package io.countersign.keyring;

import org.jspecify.annotations.NullMarked;
