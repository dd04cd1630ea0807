package io.countersign.integration;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.countersign.crypto.Secret;
import io.countersign.problem.SecretDeserializer;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An RSA key pair to add.
 *
 * @param privateKey PEM; null has one generated
 */
public record RsaKeyRequest(
        @RsaKeyText
        @JsonDeserialize(using = SecretDeserializer.class)
        @Schema(type = SchemaType.STRING, format = "password", nullable = true)
        @Nullable
        Secret privateKey) {}
