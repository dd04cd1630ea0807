package io.countersign.caller;

import io.countersign.caller.CallerRequest.GrantRequest;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A grant for single tenants holds no permission that belongs to no tenant, and one for single connections none that is
 * about no connection: it would never be honoured.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = HonouredPermissions.Validator.class)
@interface HonouredPermissions {

    /** Not shown: each permission is named. */
    String message() default "must be granted for what it is about";

    /** Unused, required by Jakarta Validation. */
    Class<?>[] groups() default {};

    /** Unused, required by Jakarta Validation. */
    Class<? extends Payload>[] payload() default {};

    /** Names each permission that is out of place. */
    class Validator implements ConstraintValidator<HonouredPermissions, GrantRequest> {
        @Override
        public boolean isValid(GrantRequest grant, ConstraintValidatorContext context) {
            // Another rule tells what is missing.
            List<@Nullable Permission> permissions = grant.permissions();
            if (permissions == null || grant.tenants() == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            boolean valid = true;
            for (int i = 0; i < permissions.size(); i++) {
                Permission permission = permissions.get(i);
                String complaint = permission == null ? null : complaint(permission, grant);
                if (complaint != null) {
                    valid = false;
                    context.buildConstraintViolationWithTemplate(complaint)
                            .addPropertyNode("permissions")
                            .addContainerElementNode("<list element>", List.class, 0)
                            .inIterable()
                            .atIndex(i)
                            .addConstraintViolation();
                }
            }
            return valid;
        }

        private static @Nullable String complaint(Permission permission, GrantRequest grant) {
            if (!permission.isOfOneTenant() && !grant.tenants().contains(Grant.ALL)) {
                return permission + " is about what belongs to no tenant: grant it for \"*\"";
            }
            return permission.isOfOneConnection() || grant.connections() == null
                    ? null
                    : permission + " is about no connection: connections narrows token:issue, connection:read and"
                            + " connection:manage only. Give other permissions a grant of their own";
        }
    }
}
