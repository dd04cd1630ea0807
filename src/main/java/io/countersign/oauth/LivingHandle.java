package io.countersign.oauth;

import java.time.Instant;

/**
 * A handle that somebody presented who is its caller, and that has not ended.
 *
 * @param tenant of its connection
 * @param connection the connection's name
 * @param expiresAt when it ends
 */
record LivingHandle(String tenant, String connection, Instant expiresAt) {}
