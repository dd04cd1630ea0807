/**
 * A tenant's authorised link to one DocuSign user and account: what people decide about it, its states, whom it belongs
 * to, and what its tokens are bound to. Stores no tokens, judges no consent, renews nothing. What people decide stands
 * in table {@code connection}; what the machine writes, the state included, in {@code connection_token}, so that one
 * compare of the generation guards it all. Whom a connection impersonates counts only with a MAC of the vault's beside
 * it ({@code VouchedUsers}): whoever writes to the database makes none.
 */
@NullMarked
package io.countersign.connection;

import org.jspecify.annotations.NullMarked;
