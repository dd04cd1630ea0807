package io.countersign.refresh.gate;

import io.countersign.connection.GrantType;

/**
 * Which gate: an integration has one for each grant, since each proves itself with something else.
 *
 * @param integration its name
 * @param grant how the connections behind it get their tokens
 */
public record GateKey(String integration, GrantType grant) {}
