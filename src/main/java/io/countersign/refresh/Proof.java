package io.countersign.refresh;

import java.time.Duration;

/** STUB until the proof's branch is merged. */
public sealed interface Proof {
    record Proven() implements Proof {}

    record Refused(String error) implements Proof {}

    record Gone() implements Proof {}

    record Unproven(Duration retryAfter) implements Proof {}
}
