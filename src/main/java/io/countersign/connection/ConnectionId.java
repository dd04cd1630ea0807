package io.countersign.connection;

import java.util.UUID;

/**
 * Which connection. The uuid stands in every statement that writes: a name that was deleted and used again is another
 * connection.
 *
 * @param tenant the tenant's name
 * @param name the connection's name within the tenant
 * @param uuid made when the connection was
 */
public record ConnectionId(String tenant, String name, UUID uuid) {}
