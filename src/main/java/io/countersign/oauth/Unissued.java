package io.countersign.oauth;

import io.countersign.connection.NotConnected;
import io.countersign.issuing.IssueAnswer;
import io.countersign.issuing.Place;
import io.countersign.problem.DatabaseProblem;
import io.countersign.problem.OAuthError;
import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Why no token was issued, in the words of the token endpoint. */
@ApplicationScoped
class Unissued {

    /** For the container. */
    Unissued() {}

    /** The error; empty where there is nothing of which one could say anything. */
    Uni<Optional<OAuthError>> error(SecurityIdentity identity, Place place, IssueAnswer answer) {
        return switch (answer) {
            case IssueAnswer.Issued issued -> none();
            case IssueAnswer.Unknown unknown -> none();
            // Nothing was asked for that could be too long.
            case IssueAnswer.TooLong tooLong -> none();
            case IssueAnswer.NotConnected not ->
                identity.checkPermission(new StringPermission("connection:manage", place.action()))
                        .map(manages -> Optional.of(notConnected(place, not, manages)));
            case IssueAnswer.DatabaseAway away -> of(OAuthError.of(DatabaseProblem.unavailable()));
            case IssueAnswer.Unavailable unavailable ->
                of(OAuthError.unavailable(unavailable.detail(), unavailable.retryAfter()));
        };
    }

    private static OAuthError notConnected(Place place, IssueAnswer.NotConnected not, boolean manages) {
        return OAuthError.of(
                new NotConnected(place.tenant(), place.connection(), not.state(), not.reason(), not.askedAgainIn())
                        .problem("No access token can be issued.", manages));
    }

    private static Uni<Optional<OAuthError>> of(OAuthError error) {
        return Uni.createFrom().item(Optional.of(error));
    }

    private static Uni<Optional<OAuthError>> none() {
        return Uni.createFrom().item(Optional.empty());
    }
}
