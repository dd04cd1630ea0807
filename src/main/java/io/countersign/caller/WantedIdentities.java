package io.countersign.caller;

import io.countersign.caller.identity.ProvenIdentity;
import io.countersign.problem.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns a valid body into identities. */
final class WantedIdentities {
    private WantedIdentities() {}

    /** Fails with 422 where one stands there twice. */
    static List<ProvenIdentity> of(CallerRequest body) {
        List<ProvenIdentity> identities = body.identities() == null
                ? List.of()
                : body.identities().stream().map(IdentityRequest::identity).toList();
        Set<ProvenIdentity> seen = new HashSet<>();
        for (int i = 0; i < identities.size(); i++) {
            if (!seen.add(identities.get(i))) {
                throw Problem.invalidField("identities[" + i + "]", "stands there twice")
                        .toException();
            }
        }
        return identities;
    }
}
