package io.countersign.refresh;

import io.countersign.connection.ConnectionId;

/**
 * The tokens that are to be replaced.
 *
 * @param id the connection
 * @param integration through which it was authorised
 * @param generation of the tokens; if others are stored by now, nothing is sent
 */
public record Target(ConnectionId id, String integration, long generation) {}
