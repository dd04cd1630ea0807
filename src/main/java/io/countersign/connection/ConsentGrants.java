package io.countersign.connection;

import io.countersign.audit.AuditEvent;
import io.countersign.crypto.Keyset;
import io.countersign.database.Seconds;
import io.countersign.docusign.Environment;
import io.countersign.integration.Integration;
import io.countersign.tenant.TenantKeysets;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Stores what a consent brought: as the connection's own tokens, or as a grant that waits for confirmation. */
@ApplicationScoped
public class ConsentGrants {
    private static final Duration PENDING_LIFE = Duration.ofDays(7);

    private final TenantKeysets keysets;
    private final TokenRows tokenRows;

    ConsentGrants(TenantKeysets keysets, TokenRows tokenRows) {
        this.keysets = keysets;
        this.tokenRows = tokenRows;
    }

    /**
     * Judges and stores within the caller's transaction. A refusal stores nothing. Records nothing either: see
     * {@link #event}.
     *
     * @param transaction holds the row of the link that was used
     * @param id the connection that the link was made for
     * @param integration the one that the consent went through, as it was then: its tokens are no other environment's
     * @param person who consented
     * @param tokens what DocuSign issued
     */
    public Uni<ConsentOutcome> store(
            SqlConnection transaction,
            ConnectionId id,
            Integration integration,
            Consenter person,
            GrantedTokens tokens) {
        return lockedRow(transaction, id, integration).chain(row -> {
            if (row == null) {
                return Uni.createFrom().item(new ConsentOutcome.Gone());
            }
            return switch (expectationOf(row).judge(person)) {
                case ConsentVerdict.Accepted accepted ->
                    accept(transaction, id, row, person, accepted.account(), tokens);
                case ConsentVerdict.Pending pending -> hold(transaction, id, row, person, pending, tokens);
                case ConsentVerdict.Refused refused -> Uni.createFrom().item(refused.outcome());
            };
        });
    }

    private Uni<Row> lockedRow(SqlConnection transaction, ConnectionId id, Integration integration) {
        return transaction
                .preparedQuery("""
                        SELECT c.expected_account_id, c.expected_email, t.user_sub, t.account_id, t.generation,
                               i.environment, k.wrapped
                        FROM connection_token t
                        JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                        JOIN integration i ON i.name = c.integration
                        JOIN tenant_key k ON k.tenant = t.tenant
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3
                          AND i.name = $4 AND i.environment = $5 AND i.integration_key = $6
                        FOR UPDATE OF t FOR SHARE OF i
                        """)
                .execute(Tuple.of(
                        id.tenant(),
                        id.name(),
                        id.uuid(),
                        integration.name(),
                        integration.environment().wireName(),
                        integration.integrationKey()))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next());
    }

    static Expectation expectationOf(Row row) {
        return new Expectation(
                row.getString("expected_account_id"),
                row.getString("expected_email"),
                row.getString("user_sub"),
                row.getString("account_id"));
    }

    private Uni<ConsentOutcome> accept(
            SqlConnection transaction,
            ConnectionId id,
            Row row,
            Consenter person,
            Account account,
            GrantedTokens tokens) {
        long generation = row.getLong("generation");
        Keyset keyset = keysets.open(id.tenant(), row.getBuffer("wrapped").getBytes());
        return tokenRows
                .replace(
                        transaction,
                        id,
                        Environment.of(row.getString("environment")),
                        generation,
                        keyset,
                        person,
                        account,
                        tokens)
                .call(() -> dropPending(transaction, id))
                .replaceWith(new ConsentOutcome.Connected(account));
    }

    private Uni<ConsentOutcome> hold(
            SqlConnection transaction,
            ConnectionId id,
            Row row,
            Consenter person,
            ConsentVerdict.Pending pending,
            GrantedTokens tokens) {
        UUID consentId = UUID.randomUUID();
        Environment environment = Environment.of(row.getString("environment"));
        Keyset keyset = keysets.open(id.tenant(), row.getBuffer("wrapped").getBytes());
        JsonArray accounts = new JsonArray();
        pending.accounts().forEach(account -> accounts.add(json(account)));
        Tuple values = Tuple.tuple()
                .addString(id.tenant())
                .addString(id.name())
                .addUUID(id.uuid())
                .addUUID(consentId)
                .addValue(Buffer.buffer(keyset.seal(
                        tokens.accessToken(),
                        TokenPlaces.pendingAccessToken(id, consentId, environment, pending.accounts()))))
                .addValue(Buffer.buffer(keyset.seal(
                        tokens.refreshToken(),
                        TokenPlaces.pendingRefreshToken(id, consentId, environment, pending.accounts()))))
                .addArrayOfString(tokens.scopes().toArray(String[]::new))
                .addString(tokens.tokenScope())
                .addString(person.sub())
                .addString(person.name())
                .addString(person.email())
                .addValue(accounts)
                .addDouble(Seconds.of(tokens.accessLife()))
                .addDouble(Seconds.of(tokens.refreshLife()))
                .addDouble(Seconds.of(PENDING_LIFE));
        return dropPending(transaction, id)
                .chain(() -> transaction.preparedQuery("""
                                INSERT INTO pending_grant (tenant, connection, uuid, consent_id, access_token,
                                    refresh_token,
                                    scopes, token_scope, user_sub, user_name, user_email, accounts,
                                    access_expires_at, refresh_expires_at, expires_at)
                                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
                                    clock_timestamp() + make_interval(secs => $13),
                                    clock_timestamp() + make_interval(secs => $14),
                                    clock_timestamp() + make_interval(secs => $15))
                                """).execute(values))
                .replaceWith(new ConsentOutcome.Pending(consentId));
    }

    /**
     * What the audit trail is told of an outcome of {@link #store}; nothing where there was no connection to tell of.
     */
    public Optional<AuditEvent> event(ConnectionId id, Consenter person, ConsentOutcome outcome) {
        String user = person.sub();
        return switch (outcome) {
            case ConsentOutcome.Connected connected ->
                event(
                        "connection.connected",
                        id,
                        Map.of("user", user, "account", connected.account().accountId()));
            case ConsentOutcome.Pending pending ->
                event(
                        "connection.pending",
                        id,
                        Map.of("user", user, "consent_id", pending.consentId().toString()));
            case ConsentOutcome.WrongEmail wrong -> refused(id, user, "wrong_email");
            case ConsentOutcome.WrongAccount wrong -> refused(id, user, "wrong_account");
            case ConsentOutcome.WithoutAccount without -> refused(id, user, "without_account");
            case ConsentOutcome.Gone gone -> Optional.empty();
        };
    }

    private static Optional<AuditEvent> refused(ConnectionId id, String user, String reason) {
        return event("consent.refused", id, Map.of("reason", reason, "user", user));
    }

    private static Optional<AuditEvent> event(String type, ConnectionId id, Map<String, String> details) {
        return Optional.of(new AuditEvent(type, AuditEvent.PERSON, id.tenant(), id.name(), details));
    }

    static Uni<RowSet<Row>> dropPending(SqlConnection transaction, ConnectionId id) {
        return transaction
                .preparedQuery("DELETE FROM pending_grant WHERE tenant = $1 AND connection = $2 AND uuid = $3")
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()));
    }

    private static JsonObject json(Account account) {
        return new JsonObject()
                .put("account_id", account.accountId())
                .put("account_name", account.accountName())
                .put("base_uri", account.baseUri());
    }
}
