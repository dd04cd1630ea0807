/**
 * The append-only record of what happened that matters for security: who did what to which tenant's connection. Every
 * feature records through it, in the transaction of the change it describes. Holds no secret, and nothing here changes
 * an event. What proves that, and which events may go, is package {@code trail}'s.
 */
@NullMarked
package io.countersign.audit;

import org.jspecify.annotations.NullMarked;
