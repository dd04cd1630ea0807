package io.countersign.connection;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.crypto.Keyset;
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
import java.util.UUID;

/** Stores what a consent brought: as the connection's own tokens, or as a grant that waits for confirmation. */
@ApplicationScoped
public class ConsentGrants {
    private static final Duration PENDING_LIFE = Duration.ofDays(7);

    private final TenantKeysets keysets;
    private final AuditTrail audit;
    private final TokenRows tokenRows;

    ConsentGrants(TenantKeysets keysets, AuditTrail audit, TokenRows tokenRows) {
        this.keysets = keysets;
        this.audit = audit;
        this.tokenRows = tokenRows;
    }

    /**
     * Judges and stores within the caller's transaction. A refusal stores nothing but its audit event.
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
                case ConsentVerdict.Refused refused -> refuse(transaction, id, person, refused.outcome());
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
                .replace(transaction, id, row.getString("environment"), generation, keyset, person, account, tokens)
                .call(() -> dropPending(transaction, id))
                .call(() -> audit.record(
                        transaction,
                        event(
                                "connection.connected",
                                id,
                                Map.of("user", person.sub(), "account", account.accountId()))))
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
        String environment = row.getString("environment");
        Keyset keyset = keysets.open(id.tenant(), row.getBuffer("wrapped").getBytes());
        JsonArray accounts = new JsonArray();
        pending.accounts().forEach(account -> accounts.add(json(account)));
        Tuple values = Tuple.tuple()
                .addString(id.tenant())
                .addString(id.name())
                .addUUID(id.uuid())
                .addUUID(consentId)
                .addValue(Buffer.buffer(
                        keyset.seal(tokens.accessToken(), TokenPlaces.pendingAccessToken(id, consentId, environment))))
                .addValue(Buffer.buffer(keyset.seal(
                        tokens.refreshToken(), TokenPlaces.pendingRefreshToken(id, consentId, environment))))
                .addArrayOfString(tokens.scopes().toArray(String[]::new))
                .addString(tokens.tokenScope())
                .addString(person.sub())
                .addString(person.name())
                .addString(person.email())
                .addValue(accounts)
                .addDouble(seconds(tokens.accessLife()))
                .addDouble(seconds(tokens.refreshLife()))
                .addDouble(seconds(PENDING_LIFE));
        return dropPending(transaction, id)
                .chain(() -> transaction.preparedQuery("""
                                INSERT INTO pending_grant (tenant, connection, uuid, consent_id, access_token, refresh_token,
                                    scopes, token_scope, user_sub, user_name, user_email, accounts,
                                    access_expires_at, refresh_expires_at, expires_at)
                                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
                                    clock_timestamp() + make_interval(secs => $13),
                                    clock_timestamp() + make_interval(secs => $14),
                                    clock_timestamp() + make_interval(secs => $15))
                                """).execute(values))
                .call(() -> audit.record(
                        transaction,
                        event(
                                "connection.pending",
                                id,
                                Map.of("consent_id", consentId.toString(), "user", person.sub()))))
                .replaceWith(new ConsentOutcome.Pending(consentId));
    }

    private Uni<ConsentOutcome> refuse(
            SqlConnection transaction, ConnectionId id, Consenter person, ConsentOutcome.Refused outcome) {
        String why = switch (outcome) {
            case ConsentOutcome.WrongEmail wrong -> "wrong_email";
            case ConsentOutcome.WrongAccount wrong -> "wrong_account";
            case ConsentOutcome.WithoutAccount without -> "without_account";
        };
        return audit.record(transaction, event("consent.refused", id, Map.of("reason", why, "user", person.sub())))
                .replaceWith(outcome);
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

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static AuditEvent event(String type, ConnectionId id, Map<String, String> details) {
        return new AuditEvent(type, AuditEvent.PERSON, id.tenant(), id.name(), details);
    }
}
