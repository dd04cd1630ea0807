/**
 * Who a caller is elsewhere, proven: by a JWT of an issuer that the configuration trusts, or by a client certificate of
 * an authority that it trusts. Ends with a {@link io.countersign.caller.identity.ProvenIdentity}; whether that is a
 * caller of this vault, and what it may do, {@code caller} finds out. Knows no database and no caller.
 *
 * <p>The rules for JWTs are those of RFC 7519 and RFC 8725; signatures and keys are jose4j's. Nothing is asked of an
 * issuer while the vault starts: one that is away must not keep it from starting.
 */
@NullMarked
package io.countersign.caller.identity;

import org.jspecify.annotations.NullMarked;
