package io.countersign.importing;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.countersign.connection.ConnectionRules;
import io.countersign.connection.Rfc3339;
import io.countersign.crypto.Secret;
import io.countersign.naming.DisplayName;
import io.countersign.naming.Name;
import io.countersign.naming.ShownText;
import io.countersign.problem.SecretDeserializer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One line of a bulk import: which connection, what it is to be where it is not there yet, and what DocuSign's answer
 * or a script's file holds, of which {@link ImportRequest} says what counts.
 *
 * @param tenant made where it is not there yet
 * @param connection likewise; null for {@code default}
 * @param integration the name of one that is there
 * @param displayName the tenant's; null for its name
 * @param scopes what to ask for, or null for the integration's
 * @param expectedEmail the only person whose token it may be, or null
 * @param expectedAccountId the only account that may be connected, or null
 */
@RegisterForReflection
record ImportLineRequest(
        @NotNull(message = Name.RULE) @Pattern(regexp = Name.PATTERN, message = Name.RULE)
        String tenant,

        @Pattern(regexp = Name.PATTERN, message = Name.RULE) @Nullable
        String connection,

        @NotNull(message = Name.RULE) @Pattern(regexp = Name.PATTERN, message = Name.RULE)
        String integration,

        @Pattern(regexp = DisplayName.PATTERN, message = DisplayName.RULE)
        @ShownText(message = DisplayName.RULE)
        @Nullable
        String displayName,

        @Size(min = 1, max = 50, message = ConnectionRules.SCOPES_RULE) @Nullable
        List<
                        @NotNull(message = ConnectionRules.SCOPE_RULE)
                        @Pattern(regexp = ConnectionRules.SCOPE, message = ConnectionRules.SCOPE_RULE) String>
                scopes,

        @Size(min = 3, max = 254, message = ConnectionRules.EMAIL_RULE)
        @Pattern(regexp = ConnectionRules.EMAIL, message = ConnectionRules.EMAIL_RULE)
        @ShownText(message = ConnectionRules.EMAIL_RULE, throughout = true)
        @Nullable
        String expectedEmail,

        @Pattern(regexp = ConnectionRules.ACCOUNT, message = ConnectionRules.ACCOUNT_RULE) @Nullable
        String expectedAccountId,

        @NotNull(message = RefreshTokenText.RULE)
        @RefreshTokenText
        @JsonDeserialize(using = SecretDeserializer.class)
        @Schema(maxLength = RefreshTokenText.LONGEST)
        Secret refreshToken,

        @JsonDeserialize(using = SecretDeserializer.class) @Schema(maxLength = LONGEST_IGNORED) @Nullable
        Secret accessToken,

        @Nullable Double expiresIn,
        @Nullable String expiry,
        @Rfc3339 @Nullable String obtainedAt,
        @Nullable String tokenType,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
        List<String> scope,

        @JsonDeserialize(using = SecretDeserializer.class) @Schema(maxLength = LONGEST_IGNORED) @Nullable
        Secret idToken) {

    /** What no line is longer than. */
    private static final int LONGEST_IGNORED = 65_536;

    /** The connection's name. */
    String connectionName() {
        return connection == null ? "default" : connection;
    }

    /** What a single import of it would be. */
    ImportRequest single() {
        return new ImportRequest(refreshToken, accessToken, expiresIn, expiry, obtainedAt, tokenType, scope, idToken);
    }
}
