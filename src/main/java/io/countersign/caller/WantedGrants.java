package io.countersign.caller;

import io.countersign.caller.CallerRequest.GrantRequest;
import io.countersign.problem.Problem;
import io.countersign.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Turns a body that is valid field by field into grants that make sense. */
final class WantedGrants {
    private WantedGrants() {}

    /**
     * Fails with 422 where a permission that belongs to no tenant is granted for single ones: it would never be
     * honoured.
     */
    static List<Grant> of(CallerRequest body) {
        List<Grant> grants = new ArrayList<>();
        List<FieldError> errors = new ArrayList<>();
        for (GrantRequest wanted : body.grants()) {
            List<Permission> permissions = wanted.permissions();
            Grant grant = new Grant(Set.copyOf(wanted.tenants()), Set.copyOf(permissions));
            if (!grant.coversAll()) {
                errors.addAll(misplaced(grants.size(), permissions));
            }
            grants.add(grant);
        }
        if (!errors.isEmpty()) {
            throw Problem.invalidFields(errors).toException();
        }
        return grants;
    }

    private static List<FieldError> misplaced(int position, List<Permission> permissions) {
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < permissions.size(); i++) {
            if (!permissions.get(i).isOfOneTenant()) {
                errors.add(new FieldError(
                        "grants[%d].permissions[%d]".formatted(position, i),
                        permissions.get(i) + " is about what belongs to no tenant: grant it for \"*\""));
            }
        }
        return errors;
    }
}
