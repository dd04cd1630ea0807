package io.countersign.connection;

import io.countersign.problem.Member;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has to do before a connection has tokens to work with.
 *
 * @param tenant the tenant's name
 * @param connection the connection's name
 * @param state any but {@link ConnectionState#ACTIVE}
 * @param reason in {@link ConnectionState#CONSENT_REQUIRED}, else null
 */
public record NotConnected(
        String tenant,
        String connection,
        ConnectionState state,
        @Nullable ConsentReason reason) {

    /**
     * The 409 that says so.
     *
     * @param consequence what cannot be done for that reason, as a sentence
     * @param manages whether the caller may be told how to go on
     */
    public Problem problem(String consequence, boolean manages) {
        Map<String, Member> members = new LinkedHashMap<>();
        members.put("state", new Member.Text(state.wireName()));
        if (reason != null) {
            members.put("reason", new Member.Text(reason.wireName()));
        }
        return state == ConnectionState.AWAITING_CONFIRMATION
                ? confirmation(consequence, manages, members)
                : consent(consequence, manages, members);
    }

    private Problem confirmation(String consequence, boolean manages, Map<String, Member> members) {
        String how = manages
                ? (" Read GET %s: where pending.proof is proven, accept its pending.consent_id with POST"
                                + " %s/confirmation; where it is unproven, pending.last_error says why: with"
                                + " no_account, give the imported token's user an account; else wait for DocuSign.")
                        .formatted(address(), address())
                : "";
        return new Problem(
                ProblemType.AWAITING_CONFIRMATION,
                consequence
                        + " A consent or an import waits: nobody has confirmed yet that it is the right person's, or"
                        + " DocuSign has not said yet whether an imported token works, or its user belongs to no"
                        + " account."
                        + how,
                List.of(),
                members,
                null);
    }

    private Problem consent(String consequence, boolean manages, Map<String, Member> members) {
        if (manages) {
            members.put("consent_links", new Member.Text(address() + "/consent-links"));
        }
        String how = manages
                ? " Make a link with POST %s/consent-links and send it to the person.".formatted(address())
                : " Ask whoever manages this connection for a consent link.";
        return new Problem(
                ProblemType.CONSENT_REQUIRED,
                consequence + " Somebody at the tenant has to consent at DocuSign first." + how,
                List.of(),
                members,
                null);
    }

    private String address() {
        return "/v1/tenants/%s/connections/%s".formatted(tenant, connection);
    }
}
