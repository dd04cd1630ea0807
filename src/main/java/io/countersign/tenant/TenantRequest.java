package io.countersign.tenant;

import io.countersign.naming.ShownText;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** What a tenant is to be. */
record TenantRequest(
        @NotNull(message = TenantRequest.RULE)
        @Pattern(regexp = TenantRequest.PRINTABLE, message = TenantRequest.RULE)
        @ShownText(message = TenantRequest.RULE)
        String displayName) {

    /** What of the rule an expression can say: its length in code points, and no control characters. */
    static final String PRINTABLE = "[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069]{1,200}";

    static final String RULE = "must be 1 to 200 characters of which at least one shows, on one line, without control"
            + " characters and those that set the direction of writing";
}
