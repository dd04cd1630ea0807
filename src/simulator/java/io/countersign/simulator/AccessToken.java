package io.countersign.simulator;

import java.time.Instant;

/** An access token as the simulator knows it. */
record AccessToken(String sub, Instant expiresAt) {}
