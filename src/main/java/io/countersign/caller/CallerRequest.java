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
        @NotNull(message = "must be an array of grants") @Size(max = 100, message = "must hold at most 100 grants")
        List<@NotNull(message = "must be a grant") @Valid GrantRequest> grants) {

    /**
     * Permissions on tenants.
     *
     * @param tenants names, or "*" for all. They need not exist yet
     * @param permissions at least one
     */
    record GrantRequest(
            @NotEmpty(message = "must name at least one tenant, or \"*\"")
            @Size(max = 1000, message = "must name at most 1000 tenants")
            List<
                            @NotNull(message = "must be the name of a tenant or \"*\"")
                            @Pattern(regexp = "\\*|" + Name.PATTERN, message = "must be the name of a tenant or \"*\"")
                            String>
                    tenants,

            @NotEmpty(message = "must name at least one permission")
            @Size(max = 20, message = "must name each permission once")
            List<@NotNull(message = "must be a permission") Permission> permissions) {}
}
