package io.countersign.grant;

import io.countersign.audit.AuditEvent;
import io.countersign.connection.Account;
import io.countersign.connection.ConnectedUsers;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.Connections;
import io.countersign.connection.Consent;
import io.countersign.connection.Consenter;
import io.countersign.connection.GrantType;
import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Keyset;
import io.countersign.database.Seconds;
import io.countersign.docusign.Environment;
import io.countersign.integration.Integration;
import io.countersign.refresh.ImportedTokens;
import io.countersign.refresh.TokenRows;
import io.countersign.tenant.TenantKeysets;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Stores what a consent brought: as the connection's own tokens, or as a grant that waits for confirmation. */
@ApplicationScoped
public class ConsentGrants {
    static final Duration PENDING_LIFE = Duration.ofDays(7);

    private final TenantKeysets keysets;
    private final TokenRows tokenRows;
    private final ImportedTokens imported;

    ConsentGrants(TenantKeysets keysets, TokenRows tokenRows, ImportedTokens imported) {
        this.keysets = keysets;
        this.tokenRows = tokenRows;
        this.imported = imported;
    }

    /**
     * Judges and stores within the caller's transaction. A refusal stores nothing. Records nothing either: see
     * {@link #event}.
     *
     * @param transaction holds the row of the link that was used
     * @param id the connection that the link was made for
     * @param integration the one that the consent went through, as it was then: its tokens are no other environment's
     * @return empty where the connection was deleted, or belongs to another integration by now
     */
    public Uni<Optional<ConsentOutcome>> store(
            SqlConnection transaction, ConnectionId id, Integration integration, Consent consent) {
        return lockedRow(transaction, id, integration, GrantType.AUTHORIZATION_CODE)
                .chain(row -> {
                    if (row == null) {
                        return Uni.createFrom().item(Optional.empty());
                    }
                    ConsentOutcome outcome = expectationOf(row).judge(consent.person());
                    Uni<Void> stored = switch (outcome) {
                        case ConsentOutcome.Connected connected ->
                            accept(transaction, id, row, consent, connected.account());
                        case ConsentOutcome.Pending pending -> hold(transaction, id, row, consent, pending.accounts());
                        case ConsentOutcome.Refused refused -> Uni.createFrom().voidItem();
                    };
                    return stored.replaceWith(Optional.of(outcome));
                });
    }

    /**
     * The row, held; null where the connection is gone, or has another integration or grant by now. The lock comes
     * first: a statement that waited for it would show the pins as they were before. The keyset is held too, so that
     * what is sealed under it is stored before a key leaves it.
     */
    static Uni<Row> lockedRow(SqlConnection transaction, ConnectionId id, Integration integration, GrantType grant) {
        return Connections.lock(transaction, id.tenant(), id.name())
                .chain(() -> readRow(transaction, id, integration, grant));
    }

    private static Uni<Row> readRow(
            SqlConnection transaction, ConnectionId id, Integration integration, GrantType grant) {
        return transaction
                .preparedQuery("""
                        SELECT c.expected_account_id, c.expected_email, t.user_sub, t.user_mac, t.account_id,
                               t.generation, c.user_id, i.environment, k.wrapped
                        FROM connection_token t
                        JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                        JOIN integration i ON i.name = c.integration
                        JOIN tenant_key k ON k.tenant = t.tenant
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3
                          AND i.name = $4 AND i.environment = $5 AND i.integration_key = $6
                          AND c.grant_type = $7
                        FOR UPDATE OF t FOR SHARE OF i, k
                        """)
                .execute(Tuple.from(List.of(
                        id.tenant(),
                        id.name(),
                        id.uuid(),
                        integration.name(),
                        integration.environment().wireName(),
                        integration.integrationKey(),
                        grant.wireName())))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next());
    }

    static Expectation expectationOf(Row row) {
        return new Expectation(
                row.getString("expected_account_id"),
                row.getString("expected_email"),
                row.getString("user_sub"),
                row.getString("account_id"));
    }

    /**
     * Makes the tokens the connection's own. What waits for confirmation goes, and an import whose token is not proven
     * yet.
     *
     * @param row as {@link #lockedRow} has it
     */
    Uni<Void> accept(SqlConnection transaction, ConnectionId id, Row row, Consent consent, Account account) {
        long generation = row.getLong("generation");
        Environment environment = Environment.of(row.getString("environment"));
        Keyset keyset = keysets.open(id.tenant(), row.getBuffer("wrapped").getBytes());
        return tokenRows
                .replace(transaction, id, environment, generation, keyset, consent, account)
                .call(() -> ConnectedUsers.set(transaction, id, consent.person(), account))
                .call(() -> replacePending(transaction, id, consent.id()))
                .call(() -> imported.discard(transaction, id));
    }

    /**
     * Keeps the tokens until somebody confirms them.
     *
     * @param row as {@link #lockedRow} has it
     * @param accounts of the person that a confirmation may choose from
     */
    Uni<Void> hold(SqlConnection transaction, ConnectionId id, Row row, Consent consent, List<Account> accounts) {
        Environment environment = Environment.of(row.getString("environment"));
        Keyset keyset = keysets.open(id.tenant(), row.getBuffer("wrapped").getBytes());
        Consenter person = consent.person();
        Duration refreshLife = consent.refreshLife();
        Tuple values = Tuple.tuple()
                .addString(id.tenant())
                .addString(id.name())
                .addUUID(id.uuid())
                .addUUID(consent.id())
                .addValue(Buffer.buffer(keyset.seal(
                        consent.accessToken(),
                        TokenPlaces.pendingAccessToken(id, consent.id(), environment, accounts))))
                .addValue(Buffer.buffer(keyset.seal(
                        consent.refreshToken(),
                        TokenPlaces.pendingRefreshToken(id, consent.id(), environment, accounts))))
                .addArrayOfString(consent.scopes().toArray(String[]::new))
                .addString(consent.tokenScope())
                .addString(person.sub())
                .addString(person.name())
                .addString(person.email())
                .addValue(person.profile().json())
                .addValue(Account.json(accounts))
                .addDouble(Seconds.of(consent.accessLife()))
                .addDouble(refreshLife == null ? null : Seconds.of(refreshLife))
                .addDouble(Seconds.of(PENDING_LIFE))
                .addBoolean(consent.unsure());
        return replacePending(transaction, id, consent.id())
                .chain(() -> transaction.preparedQuery("""
                                INSERT INTO pending_grant (tenant, connection, uuid, consent_id, access_token,
                                    refresh_token,
                                    scopes, token_scope, user_sub, user_name, user_email, user_profile, accounts,
                                    access_expires_at, refresh_expires_at, expires_at, unsure)
                                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
                                    clock_timestamp() + make_interval(secs => $14),
                                    clock_timestamp() + make_interval(secs => $15),
                                    clock_timestamp() + make_interval(secs => $16), $17)
                                """).execute(values))
                .replaceWithVoid();
    }

    /** What the audit trail is told of an outcome of {@link #store}. */
    public static AuditEvent event(ConnectionId id, Consent consent, ConsentOutcome outcome) {
        return outcomeEvent(id, consent.id(), consent.person().sub(), outcome);
    }

    static AuditEvent outcomeEvent(ConnectionId id, UUID consentId, String user, ConsentOutcome outcome) {
        return switch (outcome) {
            case ConsentOutcome.Connected connected ->
                event(
                        "connection.connected",
                        id,
                        Map.of("user", user, "account", connected.account().accountId()));
            case ConsentOutcome.Pending pending ->
                event("connection.pending", id, Map.of("user", user, "consent_id", consentId.toString()));
            case ConsentOutcome.WrongEmail wrong -> refused(id, user, "wrong_email");
            case ConsentOutcome.WrongAccount wrong -> refused(id, user, "wrong_account");
            case ConsentOutcome.WithoutAccount without -> refused(id, user, "without_account");
        };
    }

    private static AuditEvent refused(ConnectionId id, String user, String reason) {
        return event("consent.refused", id, Map.of("reason", reason, "user", user));
    }

    private static AuditEvent event(String type, ConnectionId id, Map<String, String> details) {
        return new AuditEvent(type, AuditEvent.PERSON, id.tenant(), id.name(), details);
    }

    /** What waits for confirmation gives way: to its own tokens, or to others, and then the trail knows. */
    static Uni<Void> replacePending(SqlConnection transaction, ConnectionId id, UUID by) {
        return transaction
                .preparedQuery("""
                        WITH gone AS (
                          DELETE FROM pending_grant WHERE tenant = $1 AND connection = $2 AND uuid = $3
                          RETURNING tenant, connection, consent_id)
                        SELECT record_event('connection.pending-replaced', 'countersign', g.tenant, g.connection,
                                 jsonb_build_object('consent_id', g.consent_id, 'by', $4::uuid))
                        FROM gone g WHERE g.consent_id <> $4
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), by))
                .replaceWithVoid();
    }

    static Uni<RowSet<Row>> dropPending(SqlConnection transaction, ConnectionId id) {
        return transaction
                .preparedQuery("DELETE FROM pending_grant WHERE tenant = $1 AND connection = $2 AND uuid = $3")
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()));
    }
}
