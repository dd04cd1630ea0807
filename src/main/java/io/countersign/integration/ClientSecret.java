package io.countersign.integration;

import io.countersign.crypto.Secret;
import java.util.UUID;

/**
 * One of an integration's client secrets, opened.
 *
 * @param id of its row
 * @param value what DocuSign takes as {@code client_secret}
 * @param known whether DocuSign has taken it before
 */
public record ClientSecret(UUID id, Secret value, boolean known) implements Credential {}
