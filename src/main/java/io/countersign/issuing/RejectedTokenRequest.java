package io.countersign.issuing;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.countersign.crypto.Secret;
import io.countersign.problem.SecretDeserializer;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An access token that DocuSign refused. */
record RejectedTokenRequest(
        @NotNull(message = AccessTokenText.RULE)
        @AccessTokenText
        @JsonDeserialize(using = SecretDeserializer.class)
        @Schema(type = SchemaType.STRING, format = "password", minLength = 1, maxLength = AccessTokenText.LONGEST)
        Secret accessToken) {}
