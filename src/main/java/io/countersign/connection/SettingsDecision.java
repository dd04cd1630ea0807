package io.countersign.connection;

import io.countersign.connection.ConnectionRepository.Standing;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemType;
import java.util.List;

/** What a PUT of a connection that exists amounts to. */
sealed interface SettingsDecision {

    /** Nothing is changed. */
    record Refused(Problem problem) implements SettingsDecision {}

    /** It stands there already. */
    record Nothing() implements SettingsDecision {}

    /**
     * The settings are replaced.
     *
     * @param namesUser whether another user is named, or another integration's the same: who may do so only through an
     *     own integration must find it still so when this is written
     * @param forgetsSource whether the connection's tokens will come from elsewhere: what is known of the former app or
     *     user says nothing any more
     */
    record Change(boolean namesUser, boolean forgetsSource) implements SettingsDecision {}

    /**
     * Decides it. Names are judged first, then who may name a user, then what the connection's state allows: each of
     * these tells only what a caller that got past the one before may know.
     *
     * @param mayNameAnybody whether the caller may have anybody impersonated: its permission is for all tenants
     */
    static SettingsDecision of(Standing standing, ConnectionSettings wanted, boolean mayNameAnybody) {
        ConnectionSettings present = standing.settings();
        if (!standing.integrationExists()) {
            return new Refused(noSuchIntegration());
        }
        if (present.equals(wanted)) {
            return new Nothing();
        }
        boolean names = namesUser(present, wanted);
        if (names && !mayNameAnybody && !standing.integrationIsOwn()) {
            return new Refused(mayNotName(present.userId() != null));
        }
        boolean moves = !present.hasSameSource(wanted);
        return moves && standing.holdsTokens()
                ? new Refused(fixed(present.differingSource(wanted)))
                : new Change(names, moves);
    }

    /**
     * Whether the request only sends back the user who consented, whom the view shows as {@code user_id}, so that it
     * means what it would without. Whoever may name a user, and is kept from it by nothing, names that one from then
     * on: no consent changes that any more.
     *
     * @param mayNameAnybody as in {@link #of}
     */
    static boolean repeatsLearntUser(Standing standing, ConnectionSettings wanted, boolean mayNameAnybody) {
        boolean mayName = mayNameAnybody || standing.integrationIsOwn();
        return wanted.userId() != null
                && wanted.userId().equals(standing.learntUser())
                && standing.settings().differingSource(wanted).equals(List.of("user_id"))
                && standing.settings().userId() == null
                && (standing.holdsTokens() || !mayName);
    }

    /**
     * Whether the settings name another user than is named now, or none where one is. A consent belongs to the app and
     * the user, not to a tenant, so whoever names a user reaches whatever that user ever allowed the app. Giving up the
     * grant gives up the name as well, and reaches nobody.
     */
    private static boolean namesUser(ConnectionSettings present, ConnectionSettings wanted) {
        return wanted.grant() == GrantType.JWT_BEARER
                && (!present.hasSameUser(wanted) || (wanted.userId() != null && !present.hasSameSource(wanted)));
    }

    /** 409, naming what the request would change. */
    private static Problem fixed(List<String> fields) {
        return Problem.conflict("Nothing was changed. While the connection holds tokens, a pending grant or an import, "
                + String.join(" and ", fields) + " cannot change. Disconnect it first, or send what stands there.");
    }

    /** 409, where the user that stands there was written by somebody other than the vault. */
    static Problem notOurs() {
        return Problem.conflict("Nothing was changed. The user that stands there was changed in the database by"
                + " somebody other than Countersign. Disconnect the connection, put it with grant authorization_code,"
                + " and then with the user whom it is to impersonate.");
    }

    /** 422. */
    static Problem noSuchIntegration() {
        return Problem.invalidField("integration", "no integration has this name: create it first, or correct it");
    }

    /**
     * 403, where the tenant is the caller's and the user is not.
     *
     * @param named whether the connection names a user now
     */
    static Problem mayNotName(boolean named) {
        return Problem.of(
                ProblemType.FORBIDDEN,
                "Nothing was changed. Whoever sets or changes user_id needs connection:manage for all tenants (*), or"
                        + " an integration that belongs to this tenant. "
                        + (named
                                ? "An operator has set it: send integration and user_id as GET shows them, or ask an"
                                        + " operator to change them."
                                : "Leave user_id out: whoever consents through the connection's link becomes the"
                                        + " user."));
    }
}
