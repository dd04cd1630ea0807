package io.countersign.integration;

import java.time.Instant;
import java.util.UUID;

/**
 * An RSA key pair as callers see it.
 *
 * @param publicKey what DocuSign's form takes: PEM, SubjectPublicKeyInfo; no secret
 */
public record RsaKeyView(UUID id, String publicKey, Instant createdAt) {

    static RsaKeyView of(RsaKeyRow row) {
        return new RsaKeyView(row.id(), row.publicKey(), row.createdAt());
    }
}
