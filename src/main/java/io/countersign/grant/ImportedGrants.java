package io.countersign.grant;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.connection.Account;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.Consent;
import io.countersign.connection.Consenter;
import io.countersign.connection.GrantType;
import io.countersign.integration.Integration;
import io.countersign.refresh.ImportedTokens;
import io.countersign.refresh.ImportedTokens.Outcome;
import io.countersign.refresh.JudgedToken;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Judges an import that DocuSign has granted, by whose token it has turned out to be. */
@ApplicationScoped
public class ImportedGrants {
    /** A pin on the e-mail address is another one's: a pending grant's {@code last_error}. */
    public static final String EMAIL_MISMATCH = "email_mismatch";

    /** The pinned account is none of the user's: likewise. */
    public static final String ACCOUNT_MISMATCH = "account_mismatch";

    private final ConsentGrants grants;
    private final ImportedTokens imported;
    private final AuditTrail audit;

    ImportedGrants(ConsentGrants grants, ImportedTokens imported, AuditTrail audit) {
        this.grants = grants;
        this.imported = imported;
        this.audit = audit;
    }

    /**
     * What was judged.
     *
     * @param id the connection
     * @param integration through which the token was proven, as it was then
     * @param importId names the import
     * @param generation of the import's tokens that {@code person} was asked with
     * @param unsure whether they were in doubt then
     */
    public record Proven(ConnectionId id, Integration integration, UUID importId, long generation, boolean unsure) {}

    /**
     * Makes the import's tokens the connection's own, or a pending grant; one that differs from a pin is kept as the
     * latter, since the pin may be wrong. Either way the import has ended, and the trail knows. Of a user without an
     * account it stays as it is, since they may be given one. Within the caller's transaction.
     *
     * @return empty, and nothing is done, where the import is not under way any more or has other tokens by now, or
     *     where the connection was deleted or belongs to another integration
     */
    public Uni<Optional<ConsentOutcome>> judge(SqlConnection transaction, Proven proven, Consenter person) {
        return ConsentGrants.lockedRow(transaction, proven.id(), proven.integration(), GrantType.AUTHORIZATION_CODE)
                .chain(row -> row == null
                        ? Uni.createFrom().item(Optional.empty())
                        : imported.take(
                                        transaction,
                                        proven.id(),
                                        proven.importId(),
                                        proven.generation(),
                                        proven.unsure())
                                .chain(token -> token.isEmpty()
                                        ? Uni.createFrom().item(Optional.empty())
                                        : judge(transaction, proven, row, person, token.get())
                                                .map(Optional::of)));
    }

    private Uni<ConsentOutcome> judge(
            SqlConnection transaction, Proven proven, Row row, Consenter person, JudgedToken token) {
        ConsentOutcome outcome = ConsentGrants.expectationOf(row).judgeImport(person);
        Consent consent = consent(proven.importId(), person, token);
        Uni<Void> stored = switch (outcome) {
            // Ended first: what is accepted discards an import that is still under way.
            case ConsentOutcome.Connected connected ->
                end(transaction, proven, Outcome.ACTIVE, null)
                        .chain(() -> grants.accept(transaction, proven.id(), row, consent, connected.account()));
            case ConsentOutcome.Pending pending -> hold(transaction, proven, row, consent, pending.accounts(), null);
            case ConsentOutcome.WrongEmail wrong ->
                hold(transaction, proven, row, consent, person.accounts(), EMAIL_MISMATCH);
            case ConsentOutcome.WrongAccount wrong ->
                hold(transaction, proven, row, consent, person.accounts(), ACCOUNT_MISMATCH);
            case ConsentOutcome.WithoutAccount without -> Uni.createFrom().voidItem();
        };
        return stored.call(() -> event(proven, person, token, outcome)
                        .map(event -> audit.record(transaction, event))
                        .orElseGet(() -> Uni.createFrom().voidItem()))
                .replaceWith(outcome);
    }

    private Uni<Void> hold(
            SqlConnection transaction,
            Proven proven,
            Row row,
            Consent consent,
            List<Account> accounts,
            @Nullable String error) {
        return end(transaction, proven, Outcome.PENDING, error)
                .chain(() -> grants.hold(transaction, proven.id(), row, consent, accounts));
    }

    private Uni<Void> end(SqlConnection transaction, Proven proven, Outcome outcome, @Nullable String reason) {
        return imported.end(transaction, proven.importId(), outcome, reason);
    }

    private static Consent consent(UUID importId, Consenter person, JudgedToken token) {
        return new Consent(
                importId,
                person,
                token.accessToken(),
                token.refreshToken(),
                token.accessLife(),
                token.refreshLife(),
                token.scopes(),
                token.tokenScope(),
                token.unsure());
    }

    private static Optional<AuditEvent> event(
            Proven proven, Consenter person, JudgedToken token, ConsentOutcome outcome) {
        return switch (outcome) {
            case ConsentOutcome.Connected connected ->
                recorded(
                        "connection.connected",
                        proven,
                        person,
                        token,
                        Map.of("account", connected.account().accountId()));
            case ConsentOutcome.Pending pending -> recorded("connection.pending", proven, person, token, Map.of());
            case ConsentOutcome.WrongEmail wrong ->
                recorded("connection.pending", proven, person, token, Map.of("reason", EMAIL_MISMATCH));
            case ConsentOutcome.WrongAccount wrong ->
                recorded("connection.pending", proven, person, token, Map.of("reason", ACCOUNT_MISMATCH));
            case ConsentOutcome.WithoutAccount without -> Optional.empty();
        };
    }

    /** By whoever sent the token: nobody else had a part in it. */
    private static Optional<AuditEvent> recorded(
            String type, Proven proven, Consenter person, JudgedToken token, Map<String, String> more) {
        Map<String, String> details = new HashMap<>(more);
        details.put("import_id", proven.importId().toString());
        details.put("user", person.sub());
        ConnectionId id = proven.id();
        return Optional.of(new AuditEvent(type, token.createdBy(), id.tenant(), id.name(), details));
    }
}
