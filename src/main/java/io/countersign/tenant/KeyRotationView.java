package io.countersign.tenant;

import java.time.Instant;

/** A rotation of a tenant's key that is under way, as callers see it. */
record KeyRotationView(String tenant, Instant startedAt) {}
