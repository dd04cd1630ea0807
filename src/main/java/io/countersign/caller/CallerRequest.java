package io.countersign.caller;

import io.countersign.naming.Name;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * What a caller may do, as it is put.
 *
 * @param grants may be empty: a caller that may do nothing yet
 */
record CallerRequest(
        @NotNull(message = GRANTS_RULE) @Size(max = 100, message = GRANTS_RULE)
        List<@NotNull(message = "must be an object with tenants and permissions") @Valid GrantRequest> grants) {

    static final String GRANTS_RULE = "must be an array of at most 100 grants, maybe empty";
    static final String TENANTS_RULE = "must be an array of 1 to 1000 names of tenants, or [\"*\"] for all";
    static final String TENANT_RULE = "must be the name of a tenant or \"*\"";
    static final String PERMISSIONS_RULE = "must be an array of 1 to 20 permissions";

    /**
     * Permissions on tenants.
     *
     * @param tenants names, or "*" for all. They need not exist yet
     * @param permissions at least one
     */
    @HonouredPermissions
    record GrantRequest(
            @NotEmpty(message = TENANTS_RULE) @Size(max = 1000, message = TENANTS_RULE)
            List<@NotNull(message = TENANT_RULE) @Pattern(regexp = "\\*|" + Name.PATTERN, message = TENANT_RULE) String>
                    tenants,

            @NotEmpty(message = PERMISSIONS_RULE) @Size(max = 20, message = PERMISSIONS_RULE)
            List<@NotNull(message = Permission.RULE) Permission> permissions) {}
}
