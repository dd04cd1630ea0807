package io.countersign.consent;

import io.countersign.connection.GrantType;
import io.countersign.problem.Problem;
import java.util.Optional;

/**
 * What a link for a connection would have to work with.
 *
 * @param integration the connection's
 * @param grant the connection's
 * @param userNamed whether its settings name the user to impersonate, so that nobody has to be recognised
 * @param userKnown whether it is known whom to impersonate, by its settings or by an earlier consent
 * @param exchangeable whether DocuSign would take a code from this integration
 */
record LinkObstacle(String integration, GrantType grant, boolean userNamed, boolean userKnown, boolean exchangeable) {

    /** Why nothing could come of a link of that kind; empty where something can. */
    Optional<Problem> to(LinkKind kind) {
        return switch (kind) {
            case INDIVIDUAL -> userNamed || exchangeable ? Optional.empty() : Optional.of(nobodyToRecognise());
            case ADMIN ->
                grant != GrantType.JWT_BEARER
                        ? Optional.of(
                                Problem.invalidField("kind", "admin is only for connections with the grant jwt_bearer"))
                        : userKnown ? Optional.empty() : Optional.of(nobodyToImpersonate());
        };
    }

    private Problem nobodyToRecognise() {
        return Problem.conflict(("Nobody could consent: the integration '%s' has no client secret. Add one with POST"
                        + " /v1/integrations/%1$s/client-secrets and ask for the link again.")
                .formatted(integration));
    }

    private static Problem nobodyToImpersonate() {
        return Problem.conflict("An administrator's consent does not tell whom this connection impersonates. Set its"
                + " user_id, or let the user consent once through a link of kind individual, and ask for the link"
                + " again.");
    }
}
