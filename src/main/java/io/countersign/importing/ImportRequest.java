package io.countersign.importing;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.countersign.connection.Rfc3339;
import io.countersign.crypto.Secret;
import io.countersign.problem.SecretDeserializer;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What DocuSign's answer or a script's file holds. Only the refresh token is used, and when it was obtained; what else
 * is there may be as old, odd or empty as it likes, as long as its type is right.
 *
 * @param refreshToken white space around it does not count; see {@link #token}
 * @param expiresIn of the access token, in seconds
 * @param expiry when the access token ends, as Go's clients keep it
 * @param obtainedAt when the refresh token was issued (RFC 3339), or null
 * @param scope separated by spaces, or as a list
 */
record ImportRequest(
        @NotNull(message = RefreshTokenText.RULE)
        @RefreshTokenText
        @JsonDeserialize(using = SecretDeserializer.class)
        @Schema(type = SchemaType.STRING, format = "password", minLength = 1, maxLength = RefreshTokenText.LONGEST)
        Secret refreshToken,

        @JsonDeserialize(using = SecretDeserializer.class)
        @Schema(type = SchemaType.STRING, format = "password", maxLength = LONGEST_IGNORED)
        @Nullable
        Secret accessToken,

        @Nullable Double expiresIn,
        @Nullable String expiry,
        @Rfc3339 @Nullable String obtainedAt,
        @Nullable String tokenType,

        @JsonDeserialize(using = ScopeDeserializer.class) @Nullable
        List<String> scope,

        @JsonDeserialize(using = SecretDeserializer.class)
        @Schema(type = SchemaType.STRING, format = "password", maxLength = LONGEST_IGNORED)
        @Nullable
        Secret idToken) {

    /** What no body is longer than. */
    private static final int LONGEST_IGNORED = 65_536;

    /** Without the white space around it. */
    Secret token() {
        return RefreshTokenText.Validator.token(refreshToken);
    }

    /** When the token was issued, or null where that is not known: a time that was never set says nothing. */
    @Nullable
    Instant issuedAt() {
        if (obtainedAt == null) {
            return null;
        }
        Instant told = OffsetDateTime.parse(obtainedAt).toInstant();
        return told.isAfter(Instant.EPOCH) ? told : null;
    }
}
