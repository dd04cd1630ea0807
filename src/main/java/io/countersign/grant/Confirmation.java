package io.countersign.grant;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.connection.Account;
import io.countersign.connection.AsciiCase;
import io.countersign.connection.ConnectedUsers;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.Connections;
import io.countersign.connection.Consent;
import io.countersign.connection.Consenter;
import io.countersign.connection.GrantType;
import io.countersign.connection.Profile;
import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import io.countersign.database.Seconds;
import io.countersign.docusign.Environment;
import io.countersign.problem.Problem;
import io.countersign.refresh.ImportedTokens;
import io.countersign.refresh.Target;
import io.countersign.refresh.TokenRows;
import io.countersign.tenant.TenantKeysets;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accepts exactly one named pending grant, and only while it is still the pending one. */
@ApplicationScoped
class Confirmation {
    private static final String CORRECT = " If that is the right person, PUT the connection with another %s and confirm"
            + " again; else disconnect it, which destroys what waits.";

    private final Pool pool;
    private final TenantKeysets keysets;
    private final AuditTrail audit;
    private final TokenRows tokenRows;
    private final ImportedTokens imported;
    private final ImpersonationGrants impersonations;

    Confirmation(
            Pool pool,
            TenantKeysets keysets,
            AuditTrail audit,
            TokenRows tokenRows,
            ImportedTokens imported,
            ImpersonationGrants impersonations) {
        this.pool = pool;
        this.keysets = keysets;
        this.audit = audit;
        this.tokenRows = tokenRows;
        this.imported = imported;
        this.impersonations = impersonations;
    }

    /**
     * Makes the grant's tokens the connection's own, or its user the connection's where it came without tokens.
     *
     * @param accountId which of the grant's accounts, or null where there is only one, or the person chose
     * @return what to try now, where there are no tokens yet; fails with 404, with 409 where that consent is not the
     *     pending one, with 422 for an account that is none of its
     */
    Uni<Optional<Target>> confirm(
            String tenant, String connection, UUID consentId, @Nullable String accountId, String actor) {
        return pool.withTransaction(transaction -> Connections.lock(transaction, tenant, connection)
                .chain(() -> read(transaction, tenant, connection))
                .chain(row -> {
                    if (row == null) {
                        throw Problem.notFound().toException();
                    }
                    if (!consentId.equals(row.getUUID("consent_id"))) {
                        throw NotPending.problem(row, consentId).toException();
                    }
                    ConnectionId id = new ConnectionId(tenant, connection, row.getUUID("uuid"));
                    return accept(transaction, id, row, accountId, actor);
                }));
    }

    /**
     * In a statement after the locks: one that waited for them would still show a grant that whoever held it has
     * destroyed, or its tokens under a key that has left. Holds the tenant's keyset, so that what is sealed under it is
     * stored before a key leaves it.
     */
    Uni<Row> read(SqlConnection transaction, String tenant, String connection) {
        return transaction
                .preparedQuery("SELECT FROM tenant_key WHERE tenant = $1 FOR SHARE")
                .execute(Tuple.of(tenant))
                .chain(() -> transaction.preparedQuery("""
                        SELECT t.uuid, t.generation, c.expected_account_id, c.expected_email, i.environment, k.wrapped,
                               i.name AS integration,
                               p.consent_id, p.access_token, p.refresh_token, p.scopes, p.token_scope,
                               p.user_sub, p.user_mac, p.user_name, p.user_email, p.user_profile, p.accounts,
                               t.user_sub AS known_sub, t.account_id,
                               p.account_id AS chosen_account_id, p.binding_hash, p.unsure,
                               p.created_at > clock_timestamp() - interval '1 hour' AS choosable,
                               c.grant_type,
                               m.import_id AS import_id, m.generation AS import_generation,
                               m.last_error AS import_error,
                               extract(epoch FROM p.access_expires_at - clock_timestamp())::float8 AS access_life,
                               extract(epoch FROM p.refresh_expires_at - clock_timestamp())::float8 AS refresh_life
                        FROM connection_token t
                        JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                        JOIN integration i ON i.name = c.integration
                        JOIN tenant_key k ON k.tenant = t.tenant
                        LEFT JOIN pending_grant p ON p.tenant = t.tenant AND p.connection = t.connection
                            AND p.uuid = t.uuid AND p.expires_at > clock_timestamp()
                        LEFT JOIN imported_token m ON m.tenant = t.tenant AND m.connection = t.connection
                        WHERE t.tenant = $1 AND t.connection = $2
                        """).execute(Tuple.of(tenant, connection)))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next());
    }

    private Uni<Optional<Target>> accept(
            SqlConnection transaction, ConnectionId id, Row row, @Nullable String accountId, String actor) {
        Expectation expectation = expectationOf(row);
        Consenter person = personOf(row);
        if (!expectation.mayBe(person.email())) {
            throw Problem.conflict("The connection is pinned to another e-mail address than the one who waits has."
                            + CORRECT.formatted("expected_email"))
                    .toException();
        }
        GrantType grant = GrantType.named(row.getString("grant_type"));
        Account account = choose(expectation, person.accounts(), accountId, row.getString("chosen_account_id"), grant);
        Map<String, String> details = Map.of(
                "consent_id", row.getUUID("consent_id").toString(),
                "user", person.sub(),
                "account", account.accountId());
        AuditEvent event = new AuditEvent("connection.confirmed", actor, id.tenant(), id.name(), details);
        return switch (grant) {
            case AUTHORIZATION_CODE ->
                accept(transaction, id, row, account, event).replaceWith(Optional.empty());
            case JWT_BEARER ->
                impersonations
                        .isOurs(transaction, id, row)
                        .invoke(Confirmation::requireOurs)
                        .chain(() -> impersonations.accept(
                                transaction,
                                id,
                                row.getString("integration"),
                                row.getLong("generation"),
                                person,
                                account))
                        .call(() -> ConsentGrants.dropPending(transaction, id))
                        .call(() -> audit.record(transaction, event))
                        .map(Optional::of);
        };
    }

    private static void requireOurs(boolean ours) {
        if (!ours) {
            throw Problem.conflict("Nothing was confirmed: who waits was changed in the database by somebody other than"
                            + " Countersign. Disconnect the connection, which destroys what waits, have the user"
                            + " consent again, and tell whoever runs the database.")
                    .toException();
        }
    }

    /**
     * Makes the tokens of a pending grant the connection's own, for that account of its.
     *
     * @param row as {@link #read} has it
     */
    Uni<Void> accept(SqlConnection transaction, ConnectionId id, Row row, Account account, AuditEvent event) {
        Consenter person = personOf(row);
        Keyset keyset = keysets.open(id.tenant(), row.getBuffer("wrapped").getBytes());
        Consent consent = consentOf(row, id, person);
        Environment environment = Environment.of(row.getString("environment"));
        return tokenRows
                .replace(transaction, id, environment, row.getLong("generation"), keyset, consent, account)
                .call(() -> ConnectedUsers.set(transaction, id, person, account))
                .call(() -> ConsentGrants.dropPending(transaction, id))
                .call(() -> imported.discard(transaction, id))
                .call(() -> audit.record(transaction, event));
    }

    /**
     * @param accountId named by the caller, or null
     * @param chosen by the person, or null; counts where the caller names none
     * @param grant where somebody is impersonated, the account is the default one if nobody says which: DocuSign lists
     *     it first
     */
    private static Account choose(
            Expectation expectation,
            List<Account> accounts,
            @Nullable String accountId,
            @Nullable String chosen,
            GrantType grant) {
        List<Account> possible = accounts.stream().filter(expectation::mayBe).toList();
        if (possible.isEmpty()) {
            throw Problem.conflict("The connection is pinned to an account that is none of those of the one who waits."
                            + CORRECT.formatted("expected_account_id"))
                    .toException();
        }
        if (accountId == null && (possible.size() == 1 || grant == GrantType.JWT_BEARER)) {
            return possible.getFirst();
        }
        String wanted = accountId == null ? chosen : accountId;
        return possible.stream()
                .filter(account -> wanted != null && AsciiCase.same(account.accountId(), wanted))
                .findFirst()
                .orElseThrow(() -> Problem.invalidField(
                                "account_id",
                                accountId == null
                                        ? "is needed: that user belongs to several accounts; choose one of"
                                                + " pending.accounts"
                                        : "must be one of pending.accounts")
                        .toException());
    }

    private Consent consentOf(Row row, ConnectionId id, Consenter person) {
        UUID consentId = row.getUUID("consent_id");
        Environment environment = Environment.of(row.getString("environment"));
        return new Consent(
                consentId,
                person,
                opened(
                        row,
                        "access_token",
                        id,
                        TokenPlaces.pendingAccessToken(id, consentId, environment, person.accounts())),
                opened(
                        row,
                        "refresh_token",
                        id,
                        TokenPlaces.pendingRefreshToken(id, consentId, environment, person.accounts())),
                life(row, "access_life"),
                row.getDouble("refresh_life") == null ? null : life(row, "refresh_life"),
                List.of(row.getArrayOfStrings("scopes")),
                row.getString("token_scope"),
                row.getBoolean("unsure"));
    }

    private Secret opened(Row row, String column, ConnectionId id, AssociatedData place) {
        return keysets.open(
                id.tenant(),
                row.getBuffer("wrapped").getBytes(),
                row.getBuffer(column).getBytes(),
                place);
    }

    /** What is expected of the connection now; the row's user is the one who waits. */
    static Expectation expectationOf(Row row) {
        return new Expectation(
                row.getString("expected_account_id"),
                row.getString("expected_email"),
                row.getString("known_sub"),
                row.getString("account_id"));
    }

    static Consenter personOf(Row row) {
        List<Account> accounts = Account.listOf(row.getJsonArray("accounts"));
        return new Consenter(
                row.getString("user_sub"),
                row.getString("user_name"),
                row.getString("user_email"),
                Profile.of(row.getJsonObject("user_profile")),
                accounts);
    }

    private static Duration life(Row row, String column) {
        return Seconds.duration(row.getDouble(column));
    }
}
