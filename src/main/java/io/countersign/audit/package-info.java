/**
 * The append-only record of what happened that matters for security: who did what to which tenant's connection. Every
 * feature records through it, in the transaction of the change it describes. Holds no secret, and nothing here changes
 * or deletes an event.
 */
@NullMarked
package io.countersign.audit;

import org.jspecify.annotations.NullMarked;
