package io.countersign.issuing;

import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a request for a token ends. */
public sealed interface IssueAnswer {

    /**
     * With a token.
     *
     * @param accessToken what DocuSign issued
     * @param expiresIn seconds, at least 1, rounded down
     * @param scope space-separated, or null
     * @param accountId the DocuSign account
     * @param baseUri its API
     * @param environment where it is valid
     */
    record Issued(
            Secret accessToken,
            long expiresIn,
            @Nullable String scope,
            @Nullable String accountId,
            @Nullable String baseUri,
            Environment environment)
            implements IssueAnswer {}

    /** There is no such connection. */
    record Unknown() implements IssueAnswer {}

    /** More was asked for than the connection's grant may be asked for. */
    record TooLong() implements IssueAnswer {}

    /**
     * Somebody at the tenant, or a caller that confirms, has to act first.
     *
     * @param askedAgainIn after how long a request has DocuSign asked again; zero where that is not known, or none has
     * @param satisfiable the largest {@code min_ttl_seconds} that would be satisfied now, or null where none would
     */
    record NotConnected(
            ConnectionState state,
            @Nullable ConsentReason reason,
            Duration askedAgainIn,
            @Nullable Long satisfiable) implements IssueAnswer {}

    /**
     * No token that lasts long enough can be had right now; nothing is known against the connection.
     *
     * @param hindrance why there is none
     * @param stored whether there is one that does not last long enough
     * @param satisfiable as above
     */
    record Unavailable(
            Duration retryAfter,
            Hindrance hindrance,
            boolean stored,
            @Nullable Long satisfiable) implements IssueAnswer {

        /** What happened and what to do, in words for a caller. */
        public String detail() {
            return hindrance.detail(stored);
        }
    }

    /**
     * Nobody knows: the database cannot be asked, and what was read before it went away does not last long enough.
     *
     * @param satisfiable as above
     */
    record DatabaseAway(@Nullable Long satisfiable) implements IssueAnswer {}
}
