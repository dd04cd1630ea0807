package io.countersign.integration;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.countersign.crypto.Secret;
import io.countersign.problem.SecretDeserializer;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A client secret to add.
 *
 * @param clientSecret 1 to 1000 printable ASCII characters
 */
public record ClientSecretRequest(
        @NotNull(message = ClientSecretText.RULE)
        @ClientSecretText
        @JsonDeserialize(using = SecretDeserializer.class)
        @Schema(type = SchemaType.STRING, format = "password")
        Secret clientSecret) {}
