package io.countersign.connection;

import io.countersign.naming.Name;
import io.countersign.naming.ShownText;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people decide about a connection: the body of its {@code PUT}, which replaces all of it.
 *
 * @param integration the integration's name
 * @param grant {@code authorization_code}, which is also what null means, or {@code jwt_bearer}
 * @param scopes what to ask for, or null for the integration's
 * @param expectedAccountId the only account that may be connected, or null
 * @param expectedEmail the only person who may consent, or null
 * @param userId whom a {@code jwt_bearer} connection impersonates (GUID); null for whoever consents, and for the other
 *     grant
 */
@ImpersonatesOnly
public record ConnectionRequest(
        @NotNull(message = Name.RULE) @Pattern(regexp = Name.PATTERN, message = Name.RULE)
        String integration,

        @Pattern(regexp = "authorization_code|jwt_bearer", message = "must be authorization_code or jwt_bearer")
        @Nullable
        String grant,

        @Size(min = 1, max = 50, message = ConnectionRules.SCOPES_RULE) @Nullable
        List<
                        @NotNull(message = ConnectionRules.SCOPE_RULE)
                        @Pattern(regexp = ConnectionRules.SCOPE, message = ConnectionRules.SCOPE_RULE) String>
                scopes,

        @Pattern(regexp = ConnectionRules.ACCOUNT, message = ConnectionRules.ACCOUNT_RULE) @Nullable
        String expectedAccountId,

        @Size(min = 3, max = 254, message = ConnectionRules.EMAIL_RULE)
        @Pattern(regexp = ConnectionRules.EMAIL, message = ConnectionRules.EMAIL_RULE)
        @ShownText(message = ConnectionRules.EMAIL_RULE, throughout = true)
        @Nullable
        String expectedEmail,

        @Pattern(regexp = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", message = USER_RULE) @Nullable
        String userId) {

    static final String USER_RULE =
            "must be the user's id at DocuSign: a GUID, as 8, 4, 4, 4 and 12 hexadecimal digits";

    /** The same, naming nobody. */
    ConnectionRequest withoutUser() {
        return new ConnectionRequest(integration, grant, scopes, expectedAccountId, expectedEmail, null);
    }

    /** How it gets its tokens. Only for a request that is valid. */
    GrantType grantType() {
        return grant == null ? GrantType.AUTHORIZATION_CODE : GrantType.named(grant);
    }
}
