package io.countersign.connection;

import io.countersign.problem.Member;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemType;
import java.time.Duration;
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
 * @param askedAgainIn after how long a request has DocuSign asked again; zero where nothing is to be said of that
 */
public record NotConnected(
        String tenant,
        String connection,
        ConnectionState state,
        @Nullable ConsentReason reason,
        Duration askedAgainIn) {

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
        String how = reason == ConsentReason.USER_GONE ? anotherUser(manages) : consentFirst(manages);
        return new Problem(ProblemType.CONSENT_REQUIRED, consequence + how + again(manages), List.of(), members, null);
    }

    private String consentFirst(boolean manages) {
        return " Somebody at the tenant has to consent at DocuSign first."
                + (manages
                        ? " Make a link with POST %s/consent-links and send it to the person.".formatted(address())
                        : " Ask whoever manages this connection for a consent link.");
    }

    /** No consent brings back a user that DocuSign does not know. */
    private String anotherUser(boolean manages) {
        return " DocuSign does not know the user of this connection, or has closed it: no consent to the same user"
                + " helps."
                + (manages
                        ? (" Where user_id was set, correct it with PUT %s; else make a link with POST %s/consent-links"
                                        + " and send it to another person.")
                                .formatted(address(), address())
                        : " Ask whoever manages this connection to correct its user, or to invite another person.");
    }

    private String again(boolean manages) {
        if (!askedAgainIn.isPositive()) {
            return "";
        }
        long seconds = askedAgainIn.plusSeconds(1).minusNanos(1).toSeconds();
        return " DocuSign is asked again when a token is wanted in %d s or later".formatted(seconds)
                + (manages ? ", and at once by POST %s/retry.".formatted(address()) : ".");
    }

    private String address() {
        return "/v1/tenants/%s/connections/%s".formatted(tenant, connection);
    }
}
