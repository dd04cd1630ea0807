package io.countersign.connection;

import io.countersign.crypto.Keyset;
import io.countersign.database.Seconds;
import io.countersign.docusign.Environment;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;

/** Writes a consented set of tokens into a connection's row. */
@ApplicationScoped
class TokenRows {
    private final SecureRandom random;

    TokenRows(SecureRandom random) {
        this.random = random;
    }

    /**
     * Replaces the tokens under the compare of the generation, sealed anew for the next one. Everything that an earlier
     * refresh left behind (lease, doubt, back-off) belonged to the tokens that are gone.
     *
     * @param generation the row's, which the transaction holds locked
     */
    Uni<Void> replace(
            SqlConnection transaction,
            ConnectionId id,
            Environment environment,
            long generation,
            Keyset keyset,
            Consenter person,
            Account account,
            GrantedTokens tokens) {
        long next = generation + 1;
        TokenPlaces places = new TokenPlaces(id, environment, account.accountId(), account.baseUri());
        Tuple values = Tuple.tuple()
                .addString(id.tenant())
                .addString(id.name())
                .addUUID(id.uuid())
                .addLong(generation)
                .addValue(Buffer.buffer(keyset.seal(tokens.accessToken(), places.accessToken(next))))
                .addValue(Buffer.buffer(keyset.seal(tokens.refreshToken(), places.refreshToken(next))))
                .addArrayOfString(tokens.scopes().toArray(String[]::new))
                .addString(tokens.tokenScope())
                .addDouble(Seconds.of(tokens.accessLife()))
                .addDouble(Seconds.of(tokens.refreshLife()))
                .addString(person.sub())
                .addString(person.name())
                .addString(person.email())
                .addString(account.accountId())
                .addString(account.accountName())
                .addString(account.baseUri())
                .addDouble(Seconds.of(dueIn(tokens)));
        return transaction
                .preparedQuery("""
                        UPDATE connection_token
                        SET generation = generation + 1, state = 'active', reason = NULL, last_error = NULL,
                            access_token = $5, refresh_token = $6, scopes = $7, token_scope = $8,
                            access_issued_at = clock_timestamp(),
                            access_expires_at = clock_timestamp() + make_interval(secs => $9),
                            refresh_expires_at = clock_timestamp() + make_interval(secs => $10),
                            user_sub = $11, user_name = $12, user_email = $13,
                            account_id = $14, account_name = $15, base_uri = $16,
                            lease_owner = NULL, lease_until = '-infinity', unsure = false, failures = 0,
                            held_until = '-infinity', written_by = NULL, used_at = NULL, forced = false,
                                warned_days = NULL,
                            unknown_code = NULL, unknown_times = 0,
                            due_at = clock_timestamp() + make_interval(secs => $17),
                            integration = (SELECT c.integration FROM connection c WHERE c.tenant = $1 AND c.name = $2)
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4
                        """)
                .execute(values)
                .invoke(rows -> {
                    if (rows.rowCount() != 1) {
                        throw new IllegalStateException("The generation changed under a row lock");
                    }
                })
                .replaceWithVoid();
    }

    private Duration dueIn(GrantedTokens tokens) {
        Duration life = tokens.refreshLife();
        return KeepAlive.delay(life, life, tokens.scopes().contains("extended"), random.nextDouble());
    }
}
