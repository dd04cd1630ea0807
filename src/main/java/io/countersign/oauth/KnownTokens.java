package io.countersign.oauth;

import io.countersign.caller.PermittedPlaces;
import io.countersign.connection.Account;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.Consenter;
import io.countersign.connection.Profile;
import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.database.DatabaseReach;
import io.countersign.docusign.Environment;
import io.countersign.issuing.SealedAccessTokens;
import io.countersign.refresh.AccessHashes;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds whose an access token is that somebody presents, by its keyed hash: the present one of a connection, or the one
 * before it until its end. What the connection's own token is sealed with vouches for the account and the address that
 * are told; where it does not open, nothing is found.
 */
@ApplicationScoped
class KnownTokens {
    /** What is told of the rows that have a hash, as their present token's or their former one's. */
    private static final String TOLD = """
        SELECT found.former, found.scope,
               extract(epoch FROM found.ends_at - clock_timestamp())::float8 AS seconds_left,
               extract(epoch FROM found.ends_at)::float8 AS ends_at,
               t.tenant, t.connection, t.uuid, t.generation, t.state, t.reason, t.access_token,
               t.user_sub, t.user_name, t.user_email, t.user_profile, t.account_id, t.account_name, t.base_uri,
               i.environment, k.wrapped
        FROM found
        JOIN connection_token t ON t.tenant = found.tenant AND t.connection = found.connection
        JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
        JOIN integration i ON i.name = c.integration
        JOIN tenant_key k ON k.tenant = t.tenant
        ORDER BY found.former, t.tenant, t.connection
        """;

    /**
     * $1 is the hash, $2 the tenants. Nothing but the two indexes is read for a hash that stands at no row of these
     * tenants, whoever else's row it stands at.
     */
    static final String WITHIN_TENANTS = """
        WITH found AS (
          SELECT t.tenant, t.connection, false AS former, t.access_expires_at AS ends_at,
                 coalesce(t.token_scope, array_to_string(array_remove(t.scopes, 'extended'), ' ')) AS scope
          FROM connection_token t
          WHERE t.access_hash = $1 AND t.tenant = ANY ($2)
          UNION ALL
          SELECT t.tenant, t.connection, true, t.former_access_expires_at, t.former_access_scope
          FROM connection_token t
          WHERE t.former_access_hash = $1 AND t.tenant = ANY ($2))
        """ + TOLD;

    /** As above, of all tenants. */
    static final String ANYWHERE = """
        WITH found AS (
          SELECT t.tenant, t.connection, false AS former, t.access_expires_at AS ends_at,
                 coalesce(t.token_scope, array_to_string(array_remove(t.scopes, 'extended'), ' ')) AS scope
          FROM connection_token t
          WHERE t.access_hash = $1
          UNION ALL
          SELECT t.tenant, t.connection, true, t.former_access_expires_at, t.former_access_scope
          FROM connection_token t
          WHERE t.former_access_hash = $1)
        """ + TOLD;

    private final Pool pool;
    private final DatabaseReach database;
    private final AccessHashes hashes;
    private final SealedAccessTokens sealed;

    KnownTokens(Pool pool, DatabaseReach database, AccessHashes hashes, SealedAccessTokens sealed) {
        this.pool = pool;
        this.database = database;
        this.hashes = hashes;
        this.sealed = sealed;
    }

    /**
     * Looks among all tenants: for whom the token itself is the credential.
     *
     * @return empty for a token that is not known here, has ended, or whose consent is known to be gone. Fails with
     *     {@link MissingKeyException} where this replica lacks a key for the answer
     */
    Uni<Optional<KnownToken>> find(Secret accessToken) {
        return anywhere(accessToken).map(rows -> first(rows, accessToken, row -> true));
    }

    /** As {@link #find(Secret)}, among the connections that the caller sees. */
    Uni<Optional<KnownToken>> find(Secret accessToken, PermittedPlaces seen) {
        return (seen.inAllTenants() ? anywhere(accessToken) : within(seen.tenants(), accessToken))
                .map(rows -> first(
                        rows, accessToken, row -> seen.cover(row.getString("tenant"), row.getString("connection"))));
    }

    private Uni<RowSet<Row>> anywhere(Secret accessToken) {
        return hashes.presented(accessToken)
                .chain(hash -> database.ask(() -> pool.preparedQuery(ANYWHERE).execute(Tuple.of(Buffer.buffer(hash)))));
    }

    private Uni<RowSet<Row>> within(Set<String> tenants, Secret accessToken) {
        return hashes.presented(accessToken)
                .chain(hash -> database.ask(() -> pool.preparedQuery(WITHIN_TENANTS)
                        .execute(Tuple.of(Buffer.buffer(hash), tenants.toArray(String[]::new)))));
    }

    private Optional<KnownToken> first(RowSet<Row> rows, Secret presented, Predicate<Row> seen) {
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(seen)
                .map(row -> new Found(row, known(row)))
                .filter(found -> found.token().works() && isProven(found, presented))
                .map(Found::token)
                .findFirst();
    }

    private record Found(Row row, KnownToken token) {}

    private static KnownToken known(Row row) {
        String reason = row.getString("reason");
        return new KnownToken(
                new ConnectionId(row.getString("tenant"), row.getString("connection"), row.getUUID("uuid")),
                Environment.of(row.getString("environment")),
                ConnectionState.shown(row.getString("state"), false),
                reason == null ? null : ConsentReason.named(reason),
                row.getBoolean("former"),
                seconds(row, "seconds_left"),
                Instant.ofEpochSecond(seconds(row, "ends_at")),
                row.getString("scope"),
                new Consenter(
                        orEmpty(row.getString("user_sub")),
                        row.getString("user_name"),
                        row.getString("user_email"),
                        Profile.of(row.getJsonObject("user_profile")),
                        List.of(new Account(
                                orEmpty(row.getString("account_id")),
                                row.getString("account_name"),
                                orEmpty(row.getString("base_uri"))))));
    }

    /** The seal knows the account and the address; the hash beside it could be anybody's who can write there. */
    private boolean isProven(Found found, Secret presented) {
        Row row = found.row();
        KnownToken token = found.token();
        Account account = token.user().accounts().getFirst();
        try {
            Secret opened = sealed.open(
                    new TokenPlaces(token.id(), token.environment(), account.accountId(), account.baseUri()),
                    row.getLong("generation"),
                    row.getBuffer("wrapped").getBytes(),
                    row.getBuffer("access_token").getBytes());
            return token.former() || opened.equals(presented);
        } catch (UnreadableSecretException e) {
            return false;
        }
    }

    private static long seconds(Row row, String column) {
        Double seconds = row.getDouble(column);
        return seconds == null ? 0 : (long) Math.floor(seconds);
    }

    /** What is missing in a row that holds tokens was taken out of it, and then these do not open. */
    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
