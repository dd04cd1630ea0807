package io.countersign.caller;

import io.countersign.naming.Name;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may do, as it is put.
 *
 * @param grants may be empty: a caller that may do nothing yet
 * @param identities who it is elsewhere; null for nobody, as empty
 */
public record CallerRequest(
        @NotNull(message = GRANTS_RULE) @Size(max = 100, message = GRANTS_RULE)
        List<@NotNull(message = "must be an object with tenants and permissions") @Valid GrantRequest> grants,

        @Nullable @Size(max = 50, message = IDENTITIES_RULE)
        List<@NotNull(message = "must be an object with a type") @Valid IdentityRequest> identities) {

    static final String GRANTS_RULE = "must be an array of at most 100 grants, maybe empty";
    static final String IDENTITIES_RULE = "must be an array of at most 50 identities, maybe empty; left out for none";
    static final String TENANTS_RULE = "must be an array of 1 to 1000 names of tenants, or [\"*\"] for all";
    static final String TENANT_RULE = "must be the name of a tenant or \"*\"";
    static final String PERMISSIONS_RULE = "must be an array of 1 to 20 permissions";
    static final String CONNECTIONS_RULE = "must be an array of 1 to 100 names of connections; leave it out for all";
    static final String CONNECTION_RULE = "must be the name of a connection";

    /**
     * Permissions on tenants and their connections.
     *
     * @param tenants names, or "*" for all. They need not exist yet
     * @param permissions at least one
     * @param connections names, in each of these tenants; they need not exist yet. Null for all
     */
    @HonouredPermissions
    public record GrantRequest(
            @NotEmpty(message = TENANTS_RULE) @Size(max = 1000, message = TENANTS_RULE)
            List<@NotNull(message = TENANT_RULE) @Pattern(regexp = "\\*|" + Name.PATTERN, message = TENANT_RULE) String>
                    tenants,

            @NotEmpty(message = PERMISSIONS_RULE) @Size(max = 20, message = PERMISSIONS_RULE)
            List<@NotNull(message = Permission.RULE) Permission> permissions,

            @Nullable @Size(min = 1, max = 100, message = CONNECTIONS_RULE)
            List<@NotNull(message = CONNECTION_RULE) @Pattern(regexp = Name.PATTERN, message = CONNECTION_RULE) String>
                    connections) {}
}
