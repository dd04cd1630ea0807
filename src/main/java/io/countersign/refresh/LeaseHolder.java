package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import java.util.UUID;

/**
 * Whose lease it is: what every write under it compares.
 *
 * @param id the connection
 * @param generation of the tokens that the lease was given for
 * @param attempt who holds it
 */
record LeaseHolder(ConnectionId id, long generation, UUID attempt) {}
