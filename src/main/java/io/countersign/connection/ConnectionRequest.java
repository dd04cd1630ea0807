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
record ConnectionRequest(
        @NotNull(message = Name.RULE) @Pattern(regexp = Name.PATTERN, message = Name.RULE)
        String integration,

        @Pattern(regexp = "authorization_code|jwt_bearer", message = "must be authorization_code or jwt_bearer")
        @Nullable
        String grant,

        @Size(min = 1, max = 50, message = SCOPES_RULE) @Nullable
        List<@NotNull(message = SCOPE_RULE) @Pattern(regexp = SCOPE_TOKEN, message = SCOPE_RULE) String> scopes,

        @Pattern(regexp = "[\\x21-\\x7E]{1,100}", message = ACCOUNT_RULE) @Nullable
        String expectedAccountId,

        @Size(min = 3, max = 254, message = EMAIL_RULE)
        @Pattern(regexp = "[^@\\x00-\\x20\\x7F]+@[^@\\x00-\\x20\\x7F]+", message = EMAIL_RULE)
        @ShownText(message = EMAIL_RULE, throughout = true)
        @Nullable
        String expectedEmail,

        @Pattern(regexp = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", message = USER_RULE) @Nullable
        String userId) {

    static final String SCOPES_RULE = "must be an array of 1 to 50 scopes; leave it out for the integration's";
    static final String SCOPE_RULE =
            "must be one scope: 1 to 200 printable ASCII characters without spaces, quotes and backslashes";
    static final String ACCOUNT_RULE = "must be an account id: 1 to 100 printable ASCII characters without spaces";
    static final String EMAIL_RULE = "must be an e-mail address of 3 to 254 characters, such as ada@acme.example";

    static final String USER_RULE =
            "must be the user's id at DocuSign: a GUID, as 8, 4, 4, 4 and 12 hexadecimal digits";

    /** RFC 6749 section 3.3. */
    static final String SCOPE_TOKEN = "[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}";

    /** How it gets its tokens. Only for a request that is valid. */
    GrantType grantType() {
        return grant == null ? GrantType.AUTHORIZATION_CODE : GrantType.named(grant);
    }
}
