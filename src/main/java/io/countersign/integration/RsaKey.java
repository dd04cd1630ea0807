package io.countersign.integration;

import io.countersign.crypto.Secret;
import java.util.UUID;

/**
 * The private key of one of an integration's RSA key pairs, opened: it signs assertions.
 *
 * @param id of its row
 * @param privateKey PKCS#8, DER
 * @param known whether DocuSign has taken something signed with it before
 */
public record RsaKey(UUID id, Secret privateKey, boolean known) implements Credential {}
