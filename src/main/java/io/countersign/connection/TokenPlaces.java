package io.countersign.connection;

import io.countersign.crypto.AssociatedData;
import io.countersign.docusign.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the sealed tokens of a connection serve, and are bound to: whoever can write to the database can neither move
 * them to another connection nor put another account's address beside them. When they end is not bound: that decides
 * when, and not to whom.
 *
 * @param id the connection
 * @param environment in which of DocuSign's two worlds they mean anything
 * @param accountId the account that the tokens are for
 * @param baseUri where its API stands
 */
public record TokenPlaces(ConnectionId id, Environment environment, String accountId, String baseUri) {

    /** As a row has it; what is missing in a row that holds tokens was taken out of it, and opens nothing. */
    public static TokenPlaces of(
            ConnectionId id, Environment environment, @Nullable String accountId, @Nullable String baseUri) {
        return new TokenPlaces(id, environment, accountId == null ? "" : accountId, baseUri == null ? "" : baseUri);
    }

    /** The connection's access token of one generation. */
    public AssociatedData accessToken(long generation) {
        return place("connection_token.access_token", generation);
    }

    /** The connection's refresh token of one generation. */
    public AssociatedData refreshToken(long generation) {
        return place("connection_token.refresh_token", generation);
    }

    private AssociatedData place(String column, long generation) {
        String row = joined(Stream.of(id.name(), id.uuid().toString(), accountId, baseUri));
        return new AssociatedData(column, id.tenant(), row, environment.wireName(), generation);
    }

    /**
     * A pending grant's access token. Bound to the consent too: a former consent's tokens do not open in a later one's
     * row.
     */
    public static AssociatedData pendingAccessToken(
            ConnectionId id, UUID consentId, Environment environment, List<Account> accounts) {
        return new AssociatedData(
                "pending_grant.access_token",
                id.tenant(),
                pendingRow(id, consentId, accounts),
                environment.wireName(),
                0);
    }

    /** A pending grant's refresh token, bound likewise. */
    public static AssociatedData pendingRefreshToken(
            ConnectionId id, UUID consentId, Environment environment, List<Account> accounts) {
        return new AssociatedData(
                "pending_grant.refresh_token",
                id.tenant(),
                pendingRow(id, consentId, accounts),
                environment.wireName(),
                0);
    }

    /**
     * An imported access token of one generation: bound to its import, which is not yet of any account.
     *
     * @param id the connection
     * @param importId names the import
     */
    public static AssociatedData importedAccessToken(
            ConnectionId id, UUID importId, Environment environment, long generation) {
        return importedPlace("imported_token.access_token", id, importId, environment, generation);
    }

    /** An imported refresh token, bound likewise. */
    public static AssociatedData importedRefreshToken(
            ConnectionId id, UUID importId, Environment environment, long generation) {
        return importedPlace("imported_token.refresh_token", id, importId, environment, generation);
    }

    private static AssociatedData importedPlace(
            String column, ConnectionId id, UUID importId, Environment environment, long generation) {
        String row = joined(Stream.of(id.name(), id.uuid().toString(), importId.toString()));
        return new AssociatedData(column, id.tenant(), row, environment.wireName(), generation);
    }

    private static String pendingRow(ConnectionId id, UUID consentId, List<Account> accounts) {
        List<String> parts = new ArrayList<>(List.of(id.name(), id.uuid().toString(), consentId.toString()));
        accounts.forEach(account -> {
            parts.add(account.accountId());
            parts.add(account.baseUri());
        });
        return joined(parts.stream());
    }

    /** No two lists share their text: each part stands behind its length. */
    private static String joined(Stream<String> parts) {
        return parts.map(part -> part.length() + ":" + part).collect(Collectors.joining());
    }
}
