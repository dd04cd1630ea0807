package io.countersign.integration;

import io.countersign.crypto.Secret;
import java.util.UUID;

/**
 * One of an integration's client secrets, opened.
 *
 * @param id for {@link Integrations#worked}
 * @param value what DocuSign takes as {@code client_secret}
 */
public record ClientSecret(UUID id, Secret value) {}
