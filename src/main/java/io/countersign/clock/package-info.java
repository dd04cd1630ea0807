/**
 * The time and the randomness of the process, injected wherever they are needed: a test or a simulation gives its own.
 *
 * <p>Uses nothing of ours. The database's clock is another matter: it measures leases and lives, and stands in SQL.
 */
@NullMarked
package io.countersign.clock;

import org.jspecify.annotations.NullMarked;
