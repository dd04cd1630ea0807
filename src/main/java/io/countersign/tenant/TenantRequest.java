package io.countersign.tenant;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** What a tenant is to be. */
record TenantRequest(
        @NotNull(message = TenantRequest.RULE) @Pattern(regexp = TenantRequest.PRINTABLE, message = TenantRequest.RULE)
        String displayName) {

    /**
     * Consent pages show this name to people who decide by it: nothing that ends a line, reverses the direction of
     * writing, or is no character at all.
     */
    static final String PRINTABLE =
            "(?=.*[^ \\p{Z}])[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069]{1,200}";

    static final String RULE = "must be 1 to 200 characters, not only spaces, without control characters";
}
