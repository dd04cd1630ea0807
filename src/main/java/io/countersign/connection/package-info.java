/**
 * A tenant's authorised link to one DocuSign user and account: its row, its states, the stored tokens and their
 * generation, and the grants that wait for confirmation. Decides whether a consent is accepted; asks DocuSign nothing
 * and renews nothing. What people decide stands in table {@code connection}; what the machine writes, the state
 * included, in {@code connection_token}, so that one compare of the generation guards it all.
 */
@NullMarked
package io.countersign.connection;

import org.jspecify.annotations.NullMarked;
