package io.countersign.oauth;

import java.time.Instant;
import java.util.UUID;

/**
 * What is known of a handle.
 *
 * @param id under which it is deleted
 * @param caller the name of the only client that it works for
 * @param clientId that caller's GUID
 */
record RefreshHandleView(String id, String caller, UUID clientId, Instant createdAt, Instant expiresAt) {}
