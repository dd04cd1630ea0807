package io.countersign.refresh;

import io.countersign.crypto.Secret;
import java.time.Instant;

/**
 * The access token that a renewal is to replace.
 *
 * @param token itself
 * @param endsAt by the database's clock
 */
record HeldAccess(Secret token, Instant endsAt) {}
