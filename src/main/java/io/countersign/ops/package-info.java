/**
 * Running the service: start-up checks and migrations, the limits of the ports, health, whether PostgreSQL is slow or
 * away, shutdown. Knows every other package; none knows it.
 */
@NullMarked
package io.countersign.ops;

import org.jspecify.annotations.NullMarked;
