package io.countersign.issuing;

import org.jspecify.annotations.Nullable;

/**
 * Who asks for whose token.
 *
 * @param keyId the public part of an API key, or null where the caller needs none of the database
 * @param tenant the tenant's name
 * @param connection the connection's name
 */
record IssueKey(@Nullable String keyId, String tenant, String connection) {}
