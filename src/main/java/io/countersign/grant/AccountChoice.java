package io.countersign.grant;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.connection.Account;
import io.countersign.connection.AsciiCase;
import io.countersign.connection.ConnectionChanges;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.Connections;
import io.countersign.connection.Consenter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lets whoever gave a consent and has several accounts choose one: once, within an hour, in the browser that began, and
 * while that consent is the pending one. Any other browser is told the same as one that comes too late.
 */
@ApplicationScoped
public class AccountChoice {
    /** How long a choice is open: as the statements have it. */
    public static final Duration LIFE = Duration.ofHours(1);

    private final Pool pool;
    private final Confirmation confirmation;
    private final ConnectionChanges changes;
    private final AuditTrail audit;

    AccountChoice(Pool pool, Confirmation confirmation, ConnectionChanges changes, AuditTrail audit) {
        this.pool = pool;
        this.confirmation = confirmation;
        this.changes = changes;
        this.audit = audit;
    }

    /** What came of a choice. */
    public sealed interface Result {

        /**
         * It counted: the connection works, or the choice waits for a confirmation. Or it was refused by pins that were
         * set meanwhile, and is over.
         */
        record Chosen(Consenter person, ConsentOutcome outcome) implements Result {}

        /** None of the person's accounts was chosen, so that it is open as before. */
        record NoneOfTheirs(Consenter person) implements Result {}

        /** There is nothing to choose for that browser, or no more. */
        record Over() implements Result {}
    }

    /**
     * Opens the choice for a consent that was just stored as pending. Impersonated users' accounts are not chosen.
     *
     * @param browser the hash of what binds the consent to the browser that began
     */
    public Uni<Void> offer(SqlConnection transaction, ConnectionId id, UUID consentId, byte[] browser) {
        return transaction
                .preparedQuery("""
                        UPDATE pending_grant p SET binding_hash = $5
                        FROM connection c
                        WHERE p.tenant = $1 AND p.connection = $2 AND p.uuid = $3 AND p.consent_id = $4
                          AND c.tenant = p.tenant AND c.name = p.connection AND c.grant_type = 'authorization_code'
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), consentId, Buffer.buffer(browser)))
                .replaceWithVoid();
    }

    /** Whoever may choose in that browser now, with the accounts; empty where nobody may. */
    public Uni<Optional<Consenter>> find(ConnectionId id, byte[] browser) {
        return pool.preparedQuery("""
                        SELECT user_sub, user_name, user_email, user_profile, accounts FROM pending_grant
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND binding_hash = $4
                          AND created_at > clock_timestamp() - interval '1 hour'
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), Buffer.buffer(browser)))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(Confirmation.personOf(rows.iterator().next())));
    }

    /**
     * Judges the choice by what is expected of the connection by now, and stores what comes of it.
     *
     * @param browser the hash of what binds the consent to the browser that posts
     * @param accountId what it names, or null where it names nothing
     */
    public Uni<Result> choose(ConnectionId id, byte[] browser, @Nullable String accountId) {
        return changes.telling(
                id.tenant(),
                id.name(),
                pool.withTransaction(transaction -> Connections.lock(transaction, id.tenant(), id.name())
                        .chain(() -> confirmation.read(transaction, id.tenant(), id.name()))
                        .chain(row -> row != null && isOpen(row, id, browser)
                                ? decide(transaction, id, row, accountId)
                                : Uni.createFrom().item(new Result.Over()))));
    }

    private static boolean isOpen(Row row, ConnectionId id, byte[] browser) {
        var allowed = row.getBuffer("binding_hash");
        return id.uuid().equals(row.getUUID("uuid"))
                && allowed != null
                && MessageDigest.isEqual(allowed.getBytes(), browser)
                && row.getBoolean("choosable");
    }

    private Uni<Result> decide(SqlConnection transaction, ConnectionId id, Row row, @Nullable String accountId) {
        Consenter person = Confirmation.personOf(row);
        Optional<Account> chosen = person.accounts().stream()
                .filter(account -> accountId != null && AsciiCase.same(account.accountId(), accountId))
                .findFirst();
        if (chosen.isEmpty()) {
            return Uni.createFrom().item(new Result.NoneOfTheirs(person));
        }
        Account account = chosen.get();
        UUID consentId = row.getUUID("consent_id");
        ConsentOutcome outcome = Confirmation.expectationOf(row).judgeChoice(person, account);
        Uni<Void> stored = switch (outcome) {
            case ConsentOutcome.Connected connected ->
                confirmation.accept(
                        transaction,
                        id,
                        row,
                        account,
                        ConsentGrants.outcomeEvent(id, consentId, person.sub(), outcome));
            case ConsentOutcome.Pending pending ->
                close(transaction, id, account.accountId())
                        .chain(() -> audit.record(transaction, chosen(id, consentId, person, account)));
            case ConsentOutcome.Refused refused ->
                close(transaction, id, null)
                        .chain(() -> audit.record(
                                transaction, ConsentGrants.outcomeEvent(id, consentId, person.sub(), outcome)));
        };
        return stored.replaceWith(new Result.Chosen(person, outcome));
    }

    private static Uni<Void> close(SqlConnection transaction, ConnectionId id, @Nullable String accountId) {
        return transaction
                .preparedQuery("""
                        UPDATE pending_grant SET account_id = $4, binding_hash = NULL
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), accountId))
                .replaceWithVoid();
    }

    private static AuditEvent chosen(ConnectionId id, UUID consentId, Consenter person, Account account) {
        return new AuditEvent(
                "connection.account-chosen",
                AuditEvent.PERSON,
                id.tenant(),
                id.name(),
                Map.of("consent_id", consentId.toString(), "user", person.sub(), "account", account.accountId()));
    }
}
