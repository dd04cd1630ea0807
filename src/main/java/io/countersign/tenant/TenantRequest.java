package io.countersign.tenant;

import io.countersign.naming.DisplayName;
import io.countersign.naming.ShownText;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/**
 * What a tenant is to be.
 *
 * @param displayName what people see
 */
public record TenantRequest(
        @NotNull(message = DisplayName.RULE)
        @Pattern(regexp = DisplayName.PATTERN, message = DisplayName.RULE)
        @ShownText(message = DisplayName.RULE)
        String displayName) {}
