/**
 * Running the service: start-up checks and migrations, the limits of the ports, health, shutdown. Knows every other
 * package; none knows it.
 */
@NullMarked
package io.countersign.ops;

import org.jspecify.annotations.NullMarked;
