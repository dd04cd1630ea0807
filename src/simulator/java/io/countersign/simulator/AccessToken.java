package io.countersign.simulator;

import java.time.Instant;
import java.util.Set;

/** An access token as the simulator knows it. */
record AccessToken(String sub, Set<String> scopes, Instant expiresAt) {}
