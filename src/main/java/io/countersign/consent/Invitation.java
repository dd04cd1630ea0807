package io.countersign.consent;

import io.countersign.crypto.Secret;
import java.time.Instant;

/**
 * A consent link that nobody asked for by name, to be sent on.
 *
 * @param url the whole address; whoever has it can begin the consent
 * @param expiresAt until when
 */
public record Invitation(Secret url, Instant expiresAt) {}
