package io.countersign.simulator;

import java.time.Instant;
import java.util.Set;

/**
 * An access token as the simulator knows it.
 *
 * @param family the authorization it goes back to, as of a {@link RefreshToken}; 0 for what an assertion got
 */
record AccessToken(long family, String sub, Set<String> scopes, Instant expiresAt) {}
