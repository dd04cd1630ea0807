package io.countersign.integration;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import io.countersign.naming.DisplayName;
import io.countersign.naming.Name;
import io.countersign.naming.ShownText;
import io.countersign.problem.SecretDeserializer;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /v1/integrations/{integration}}.
 *
 * @param clientType null stands for confidential
 * @param clientSecret added to those that are there; null adds none
 * @param scopes replaces those that are there; null stands for {@link #DEFAULT_SCOPES}
 * @param displayName what people see; null stands for the integration's name
 * @param tenant whom it belongs to and serves alone; null: it serves every tenant
 */
public record IntegrationRequest(
        @NotNull(message = ENVIRONMENT_RULE) @Pattern(regexp = "demo|production", message = ENVIRONMENT_RULE)
        String environment,

        @NotNull(message = KEY_RULE) @Pattern(regexp = GUID, message = KEY_RULE)
        String integrationKey,

        @Pattern(regexp = ClientType.PATTERN, message = CLIENT_TYPE_RULE) @Nullable
        String clientType,

        @ClientSecretText
        @JsonDeserialize(using = SecretDeserializer.class)
        @Schema(type = SchemaType.STRING, format = "password", nullable = true)
        @Nullable
        Secret clientSecret,

        @Size(min = 1, max = 50, message = SCOPES_RULE) @Nullable
        List<@NotNull(message = SCOPE_RULE) @Pattern(regexp = SCOPE_TOKEN, message = SCOPE_RULE) String> scopes,

        @Pattern(regexp = DisplayName.PATTERN, message = DisplayName.RULE)
        @ShownText(message = DisplayName.RULE)
        @Nullable
        String displayName,

        @Pattern(regexp = Name.PATTERN, message = Name.RULE) @Nullable
        String tenant) {

    /** What signing needs, and a refresh token that each refresh prolongs. */
    static final List<String> DEFAULT_SCOPES = List.of("signature", "extended");

    static final String ENVIRONMENT_RULE = "must be demo or production";
    static final String KEY_RULE = "must be the GUID that DocuSign shows as the integration key";
    static final String CLIENT_TYPE_RULE = "must be confidential or public; leave it out for confidential";
    static final String SCOPES_RULE = "must be an array of 1 to 50 scopes; leave it out for signature and extended";
    static final String SCOPE_RULE =
            "must be one scope: 1 to 200 printable ASCII characters without spaces, quotes and backslashes";

    static final String GUID = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";
    /** RFC 6749 section 3.3. */
    static final String SCOPE_TOKEN = "[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}";

    /** What the integration of that name is to be, in canonical form. Only for a request that passed validation. */
    RegisteredApp app(String name) {
        List<String> asked = scopes == null ? DEFAULT_SCOPES : scopes;
        return new RegisteredApp(
                Environment.of(environment),
                integrationKey,
                clientType == null ? ClientType.CONFIDENTIAL : ClientType.of(clientType),
                asked.stream().distinct().toList(),
                displayName == null ? name : displayName,
                tenant);
    }
}
