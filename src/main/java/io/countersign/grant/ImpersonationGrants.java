package io.countersign.grant;

import io.countersign.audit.AuditEvent;
import io.countersign.connection.Account;
import io.countersign.connection.ConnectedUsers;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.Consenter;
import io.countersign.connection.GrantType;
import io.countersign.connection.VouchedUsers;
import io.countersign.database.Seconds;
import io.countersign.integration.Integration;
import io.countersign.refresh.Target;
import io.countersign.refresh.TokenRows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Whom a {@code jwt_bearer} connection may impersonate, as far as consents decide it. No token comes with them: where
 * somebody is accepted, an assertion is to be tried.
 */
@ApplicationScoped
public class ImpersonationGrants {
    private final TokenRows tokenRows;
    private final VouchedUsers users;

    ImpersonationGrants(TokenRows tokenRows, VouchedUsers users) {
        this.tokenRows = tokenRows;
        this.users = users;
    }

    /**
     * What was decided of who consented.
     *
     * @param target what to try now; empty where nothing may be
     */
    public record Stored(ConsentOutcome outcome, Optional<Target> target) {}

    /**
     * Judges by the rules of a first consent, and stores who it was: as the connection's user, or as a pending grant
     * without tokens. A user whom the vault did not write waits too, though the same person consents: only a
     * confirmation has the vault vouch anew. A refusal stores nothing. Records nothing: see {@link #event}.
     *
     * @param transaction holds the row of the link that was used
     * @param integration the one that the consent went through, as it was then
     * @param consentId names it towards callers
     * @param scopes those that were asked for
     * @return empty where the connection was deleted, has another integration or grant, or names its user by now
     */
    public Uni<Optional<Stored>> store(
            SqlConnection transaction,
            ConnectionId id,
            Integration integration,
            UUID consentId,
            Consenter person,
            List<String> scopes) {
        return ConsentGrants.lockedRow(transaction, id, integration, GrantType.JWT_BEARER)
                .chain(row -> {
                    if (row == null || row.getString("user_id") != null) {
                        return Uni.createFrom().item(Optional.empty());
                    }
                    return judge(transaction, id, integration, row, person)
                            .chain(outcome -> store(
                                            transaction, id, integration, row, consentId, person, scopes, outcome)
                                    .map(target -> Optional.of(new Stored(outcome, target))));
                });
    }

    private Uni<ConsentOutcome> judge(
            SqlConnection transaction, ConnectionId id, Integration integration, Row row, Consenter person) {
        Expectation expectation = ConsentGrants.expectationOf(row);
        return expectation.knows(person)
                ? users.isOurs(transaction, new VouchedUsers.Settled(id, integration.name(), null, person.sub()), row)
                        .map(ours -> ours ? expectation.judge(person) : expectation.judgeUnverified(person))
                : Uni.createFrom().item(expectation.judge(person));
    }

    private Uni<Optional<Target>> store(
            SqlConnection transaction,
            ConnectionId id,
            Integration integration,
            Row row,
            UUID consentId,
            Consenter person,
            List<String> scopes,
            ConsentOutcome outcome) {
        return switch (outcome) {
            case ConsentOutcome.Connected connected ->
                accept(transaction, id, integration, row, consentId, person, connected.account())
                        .map(Optional::of);
            case ConsentOutcome.Pending pending ->
                hold(transaction, id, integration, consentId, person, pending.accounts(), scopes)
                        .replaceWith(Optional.empty());
            case ConsentOutcome.Refused refused -> Uni.createFrom().item(Optional.empty());
        };
    }

    /**
     * Leads the connection back to where an assertion is tried, for somebody who came back from DocuSign; who that was
     * does not matter.
     *
     * @return what to try; empty where the connection has another integration or grant by now, or nobody to impersonate
     */
    public Uni<Optional<Target>> resume(SqlConnection transaction, ConnectionId id, Integration integration) {
        return ConsentGrants.lockedRow(transaction, id, integration, GrantType.JWT_BEARER)
                .chain(row -> row == null || (row.getString("user_id") == null && row.getString("user_sub") == null)
                        ? Uni.createFrom().item(Optional.empty())
                        : tokenRows.resumeAssertions(transaction, id).map(Optional::of));
    }

    /** The same user with the same account keeps its tokens, which are sealed beside that account's address. */
    private Uni<Target> accept(
            SqlConnection transaction,
            ConnectionId id,
            Integration integration,
            Row row,
            UUID consentId,
            Consenter person,
            Account account) {
        return (person.sub().equals(row.getString("user_sub"))
                        ? tokenRows.resumeAssertions(transaction, id)
                        : accept(transaction, id, integration.name(), row.getLong("generation"), person, account))
                .call(() -> ConsentGrants.replacePending(transaction, id, consentId));
    }

    /** Makes somebody the connection's user, in place of whoever was before. */
    Uni<Target> accept(
            SqlConnection transaction,
            ConnectionId id,
            String integration,
            long generation,
            Consenter person,
            Account account) {
        return tokenRows
                .awaitAssertion(transaction, id, generation)
                .call(() -> ConnectedUsers.set(transaction, id, person, account))
                .call(() -> users.vouch(transaction, new VouchedUsers.Settled(id, integration, null, person.sub())));
    }

    /**
     * Whether it was the vault that wrote who waits.
     *
     * @param row as {@link Confirmation#read} has it
     */
    Uni<Boolean> isOurs(SqlConnection transaction, ConnectionId id, Row row) {
        return users.isOurs(
                transaction,
                new VouchedUsers.Settled(
                        id, row.getString("integration"), row.getUUID("consent_id"), row.getString("user_sub")),
                row);
    }

    private Uni<Void> hold(
            SqlConnection transaction,
            ConnectionId id,
            Integration integration,
            UUID consentId,
            Consenter person,
            List<Account> accounts,
            List<String> scopes) {
        Tuple values = Tuple.tuple()
                .addString(id.tenant())
                .addString(id.name())
                .addUUID(id.uuid())
                .addUUID(consentId)
                .addArrayOfString(scopes.toArray(String[]::new))
                .addString(person.sub())
                .addString(person.name())
                .addString(person.email())
                .addValue(person.profile().json())
                .addValue(Account.json(accounts))
                .addDouble(Seconds.of(ConsentGrants.PENDING_LIFE));
        return ConsentGrants.replacePending(transaction, id, consentId)
                .chain(() -> users.sign(
                        transaction, new VouchedUsers.Settled(id, integration.name(), consentId, person.sub())))
                .chain(mac -> transaction.preparedQuery("""
                                INSERT INTO pending_grant (tenant, connection, uuid, consent_id, scopes, user_sub,
                                    user_name, user_email, user_profile, accounts, expires_at, user_mac)
                                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
                                    clock_timestamp() + make_interval(secs => $11), $12)
                                """).execute(values.addValue(Buffer.buffer(mac))))
                .replaceWithVoid();
    }

    /** What the audit trail is told of an outcome of {@link #store}. */
    public static AuditEvent event(ConnectionId id, UUID consentId, Consenter person, ConsentOutcome outcome) {
        return outcome instanceof ConsentOutcome.Connected connected
                ? new AuditEvent(
                        "consent.accepted",
                        AuditEvent.PERSON,
                        id.tenant(),
                        id.name(),
                        Map.of(
                                "user", person.sub(),
                                "account", connected.account().accountId()))
                : ConsentGrants.outcomeEvent(id, consentId, person.sub(), outcome);
    }
}
