package io.countersign.connection;

/**
 * Observed by whoever remembers what was read of connections, within the request or the renewal that changed this one,
 * when the change has ended.
 *
 * @param tenant the tenant's name
 * @param connection the connection's name
 */
public record ConnectionChanged(String tenant, String connection) {}
