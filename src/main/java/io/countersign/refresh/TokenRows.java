package io.countersign.refresh;

import io.countersign.connection.Account;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.Consent;
import io.countersign.connection.TokenPlaces;
import io.countersign.connection.TryPause;
import io.countersign.crypto.Keyset;
import io.countersign.database.Seconds;
import io.countersign.docusign.DocuSignConfiguration;
import io.countersign.docusign.Environment;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** What people do to a connection's tokens: consented and imported ones come, and the disconnected ones go. */
@ApplicationScoped
public class TokenRows implements TryPause {
    /** What a refresh left behind belonged to the tokens that are gone: lease, back-off, warnings. */
    private static final String NOTHING_OF_A_REFRESH = """
            lease_owner = NULL, lease_until = '-infinity', failures = 0, held_until = '-infinity',
            written_by = NULL, forced = false, warned_days = NULL, unknown_code = NULL, unknown_times = 0,
            due_since = NULL
            """;

    private final SecureRandom random;
    private final Duration refreshTokenLife;
    private final AccessHashes hashes;

    TokenRows(SecureRandom random, DocuSignConfiguration docusign, AccessHashes hashes) {
        this.random = random;
        this.hashes = hashes;
        this.refreshTokenLife = docusign.refreshTokenLife();
    }

    /**
     * Replaces the tokens under the compare of the generation, sealed anew for the next one.
     *
     * @param environment of the integration that they came through
     * @param generation the row's, which the transaction holds locked
     * @param keyset the tenant's
     * @param consent that brought them
     * @param account that they are for
     */
    public Uni<Void> replace(
            SqlConnection transaction,
            ConnectionId id,
            Environment environment,
            long generation,
            Keyset keyset,
            Consent consent,
            Account account) {
        long next = generation + 1;
        TokenPlaces places = new TokenPlaces(id, environment, account.accountId(), account.baseUri());
        Duration refreshLife = consent.refreshLife();
        Tuple values = Tuple.tuple()
                .addString(id.tenant())
                .addString(id.name())
                .addUUID(id.uuid())
                .addLong(generation)
                .addValue(Buffer.buffer(keyset.seal(consent.accessToken(), places.accessToken(next))))
                .addValue(Buffer.buffer(keyset.seal(consent.refreshToken(), places.refreshToken(next))))
                .addArrayOfString(consent.scopes().toArray(String[]::new))
                .addString(consent.tokenScope())
                .addDouble(Seconds.of(consent.accessLife()))
                .addDouble(refreshLife == null ? null : Seconds.of(refreshLife))
                .addDouble(Seconds.of(dueIn(consent)))
                .addBoolean(consent.unsure())
                .addUUID(consent.id())
                .addValue(hashes.stored(consent.accessToken()));
        return transaction
                .preparedQuery("""
                        UPDATE connection_token
                        SET generation = generation + 1, state = 'active', reason = NULL, last_error = NULL,
                            import_error = NULL, access_token = $5, refresh_token = $6, scopes = $7, token_scope = $8,
                            access_hash = $14, access_works_until = NULL,
                            access_issued_at = clock_timestamp(),
                            access_expires_at = clock_timestamp() + make_interval(secs => $9),
                            refresh_expires_at = clock_timestamp() + make_interval(secs => $10),
                            due_at = clock_timestamp() + make_interval(secs => $11), used_at = NULL,
                            unsure = $12, consent_id = $13,
                        """ + NOTHING_OF_A_REFRESH + """
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

    /**
     * Makes room for the tokens of a user who has just been accepted, on a {@code jwt_bearer} connection: whatever was
     * there is another user's and goes; what comes is asked for with an assertion. Whose it is from now on, the caller
     * writes. Counting the generation makes an assertion for the former user stale that is still under way.
     *
     * @param generation the row's, which the transaction holds locked
     * @return what is to be tried now
     */
    public Uni<Target> awaitAssertion(SqlConnection transaction, ConnectionId id, long generation) {
        return transaction
                .preparedQuery("""
                        UPDATE connection_token
                        SET generation = generation + 1, state = 'awaiting_consent', reason = NULL, last_error = NULL,
                            access_token = NULL, refresh_token = NULL, scopes = NULL, token_scope = NULL,
                            access_works_until = NULL, access_issued_at = NULL, access_expires_at = NULL,
                            refresh_expires_at = NULL, due_at = NULL, used_at = NULL, consent_id = NULL,
                            unsure = false,
                        """ + NOTHING_OF_A_REFRESH + """
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4
                          AND grant_type = 'jwt_bearer'
                        RETURNING integration, generation
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), generation))
                .map(rows -> target(id, rows));
    }

    /**
     * Leads a {@code jwt_bearer} connection back to where assertions are tried, for somebody who came back from
     * DocuSign: ends its pause, and its disconnection. Its tokens, if there are any, stay.
     *
     * @return what is to be tried now
     */
    public Uni<Target> resumeAssertions(SqlConnection transaction, ConnectionId id) {
        return transaction
                .preparedQuery("""
                        UPDATE connection_token
                        SET state = CASE state WHEN 'disconnected' THEN 'awaiting_consent' ELSE state END
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND grant_type = 'jwt_bearer'
                        RETURNING integration, generation
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()))
                .map(rows -> target(id, rows))
                .call(() -> end(transaction, id));
    }

    /**
     * Forgets the app that the tokens were of, which are gone: see {@link FormerApps}. Only {@code jwt_bearer} can be
     * refused, or be tried, without any tokens.
     */
    static Uni<Void> forgetApp(SqlConnection transaction, ConnectionId id) {
        return transaction
                .preparedQuery("""
                        UPDATE connection_token
                        SET scopes = NULL, token_scope = NULL, last_refreshed_at = NULL, last_error = NULL,
                            import_error = NULL, generation = generation + (grant_type = 'jwt_bearer')::integer,
                            unsure = false, reason = NULL,
                            state = CASE state WHEN 'consent_required' THEN 'awaiting_consent' ELSE state END,
                        """ + NOTHING_OF_A_REFRESH + """
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()))
                .replaceWithVoid();
    }

    private static Target target(ConnectionId id, RowSet<Row> rows) {
        if (rows.size() != 1) {
            throw new IllegalStateException("The connection changed under a row lock");
        }
        Row row = rows.iterator().next();
        return new Target(id, row.getString("integration"), row.getLong("generation"));
    }

    /** The lease of a try that is under way stays: another one beside it would only spend the calls of a minute. */
    @Override
    public Uni<Void> end(SqlConnection transaction, ConnectionId id) {
        return transaction
                .preparedQuery("""
                        UPDATE connection_token
                        SET failures = 0, held_until = '-infinity',
                            lease_until = CASE WHEN lease_owner IS NULL THEN '-infinity' ELSE lease_until END
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND grant_type = 'jwt_bearer'
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()))
                .replaceWithVoid();
    }

    /**
     * Destroys the consent. Counting the generation makes every answer that is still under way stale.
     *
     * @return until when the access token that was issued last goes on working: what this destroyed, or what an earlier
     *     disconnect did since the last consent; empty if there was none
     */
    public Uni<Optional<Instant>> discard(SqlConnection transaction, ConnectionId id) {
        return transaction
                .preparedQuery("""
                        UPDATE connection_token
                        SET generation = generation + 1, state = 'disconnected', reason = NULL,
                            access_works_until = coalesce(access_expires_at, access_works_until),
                            access_token = NULL, refresh_token = NULL, access_expires_at = NULL,
                            refresh_expires_at = NULL, disconnected_at = clock_timestamp(), due_at = NULL,
                            unsure = false, consent_id = NULL,
                        """ + NOTHING_OF_A_REFRESH + """
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3
                        RETURNING access_works_until
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()))
                .map(rows -> Optional.ofNullable(rows.iterator().next().getOffsetDateTime("access_works_until"))
                        .map(OffsetDateTime::toInstant));
    }

    /** Of a refresh token whose end nobody knows, after the latest that it can be. */
    private Duration dueIn(Consent consent) {
        Duration left = consent.refreshLife() == null ? refreshTokenLife : consent.refreshLife();
        return KeepAlive.delay(left, refreshTokenLife, consent.scopes().contains("extended"), random.nextDouble());
    }
}
