/**
 * Proofs over the whole application: that secrets stand nowhere readable, that stored bytes open only where they were
 * put, and that tenants of one integration key stay apart. They act over HTTP and look into the database past the
 * application; the rules of single packages are tested there.
 */
@NullMarked
package io.countersign.security;

import org.jspecify.annotations.NullMarked;
