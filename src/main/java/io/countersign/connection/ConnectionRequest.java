package io.countersign.connection;

import io.countersign.naming.Name;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people decide about a connection: the body of its {@code PUT}, which replaces all of it.
 *
 * @param integration the integration's name
 * @param grant {@code authorization_code}, which is also what null means
 * @param scopes what to ask for, or null for the integration's
 * @param expectedAccountId the only account that may be connected, or null
 * @param expectedEmail the only person who may consent, or null
 */
record ConnectionRequest(
        @NotNull @Pattern(regexp = Name.PATTERN, message = Name.RULE)
        String integration,

        @Pattern(regexp = "authorization_code", message = "must be authorization_code") @Nullable
        String grant,

        @Size(min = 1, max = 50) @Nullable
        List<
                        @NotBlank @Size(max = 200)
                        @Pattern(
                                regexp = "[\\x21\\x23-\\x5B\\x5D-\\x7E]+",
                                message = "must be a scope: printable, without spaces")
                        String>
                scopes,

        @Size(min = 1, max = 100)
        @Pattern(regexp = "[\\x21-\\x7E]*", message = "must be an account id: printable, without spaces")
        @Nullable
        String expectedAccountId,

        @Size(min = 3, max = 254)
        @Pattern(regexp = "[^@\\x00-\\x20\\x7F]+@[^@\\x00-\\x20\\x7F]+", message = "must be an e-mail address")
        @Nullable
        String expectedEmail) {}
