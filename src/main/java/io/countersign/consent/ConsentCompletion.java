package io.countersign.consent;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.audit.EventMayFollow;
import io.countersign.connection.ConnectionChanges;
import io.countersign.connection.Consent;
import io.countersign.crypto.Secret;
import io.countersign.grant.AccountChoice;
import io.countersign.grant.ConsentGrants;
import io.countersign.grant.ConsentOutcome;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** From an authorization code to a stored grant: what DocuSign says, and one transaction that uses the link up. */
@ApplicationScoped
class ConsentCompletion {
    private final CodeExchange exchange;
    private final ImpersonationConsent impersonation;
    private final ConsentLinks links;
    private final TakenAttempts attempts;
    private final ConsentGrants grants;
    private final AccountChoice choice;
    private final ConnectionChanges changes;
    private final AuditTrail audit;
    private final LinkEvents events;
    private final EventMayFollow eventMayFollow;
    private final Pool pool;

    ConsentCompletion(
            CodeExchange exchange,
            ImpersonationConsent impersonation,
            ConsentLinks links,
            TakenAttempts attempts,
            ConsentGrants grants,
            AccountChoice choice,
            ConnectionChanges changes,
            AuditTrail audit,
            LinkEvents events,
            EventMayFollow eventMayFollow,
            Pool pool) {
        this.exchange = exchange;
        this.impersonation = impersonation;
        this.links = links;
        this.attempts = attempts;
        this.grants = grants;
        this.choice = choice;
        this.changes = changes;
        this.audit = audit;
        this.events = events;
        this.eventMayFollow = eventMayFollow;
        this.pool = pool;
    }

    /** Completes an attempt that was taken. Every end but a stored grant leaves the link as it was. */
    Uni<ConsentResult> complete(ConsentLink link, Credentials credentials, ConsentAttempts.Taken attempt, Secret code) {
        return exchange.exchange(credentials, attempt, code).chain(answer -> switch (answer) {
            case CodeExchange.Given given -> store(link, credentials.integration(), attempt, given.consent());
            case CodeExchange.Recognised recognised ->
                told(
                        link,
                        attempt.state(),
                        impersonation.recognised(link, credentials.integration(), attempt, recognised.person()));
            case ConsentResult.Stopped stopped -> stopped(link, attempt.state(), stopped);
        });
    }

    /** Completes an attempt whose code does not matter. */
    Uni<ConsentResult> complete(ConsentLink link, Integration integration, ConsentAttempts.Taken attempt) {
        return told(link, attempt.state(), impersonation.returned(link, integration, attempt));
    }

    private Uni<ConsentResult> told(ConsentLink link, Secret state, Uni<ConsentResult> completing) {
        return completing.chain(result -> result instanceof ConsentResult.Stopped stopped
                ? stopped(link, state, stopped)
                : Uni.createFrom().item(result));
    }

    /**
     * The code is spent, so these tokens are all there is. There is no later try either: whatever failed, the second
     * one leaves the event out.
     */
    private Uni<ConsentResult> store(
            ConsentLink link, Integration integration, ConsentAttempts.Taken attempt, Consent consent) {
        Secret state = attempt.state();
        String tenant = link.id().tenant();
        String connection = link.id().name();
        return eventMayFollow
                .store(
                        tenant,
                        connection,
                        anyFailure -> true,
                        recording -> changes.telling(
                                tenant,
                                connection,
                                pool.withTransaction(transaction -> decide(
                                                transaction, link, integration, consent, recording)
                                        .call(result -> offerChoice(transaction, link, attempt, consent, result))
                                        .call(result -> endIfDecided(transaction, link, state, result)))),
                        result -> event(link, consent, result))
                .chain(result -> switch (result) {
                    case ConsentResult.Decided decided -> Uni.createFrom().item(decided);
                    case ConsentResult.Granted granted -> Uni.createFrom().item(granted);
                    case ConsentResult.Stopped stopped -> stopped(link, state, stopped);
                });
    }

    /** The end of what is stored is stored with it. Nothing was stored of what stopped: its end follows. */
    private Uni<Void> endIfDecided(SqlConnection transaction, ConsentLink link, Secret state, ConsentResult result) {
        return switch (result) {
            case ConsentResult.Decided decided -> attempts.end(transaction, link, state, decided.end());
            case ConsentResult.Granted granted -> attempts.end(transaction, link, state, granted.end());
            case ConsentResult.Stopped stopped -> Uni.createFrom().voidItem();
        };
    }

    /** Where the person has several accounts, this browser may choose one of them. */
    private Uni<Void> offerChoice(
            SqlConnection transaction,
            ConsentLink link,
            ConsentAttempts.Taken attempt,
            Consent consent,
            ConsentResult result) {
        return result instanceof ConsentResult.Decided decided
                        && decided.outcome() instanceof ConsentOutcome.Pending pending
                        && pending.leavesAChoice()
                ? choice.offer(transaction, link.id(), consent.id(), attempt.browser())
                : Uni.createFrom().voidItem();
    }

    /** @param recording whether the event belongs to the transaction; otherwise it follows */
    private Uni<ConsentResult> decide(
            SqlConnection transaction, ConsentLink link, Integration integration, Consent consent, boolean recording) {
        return links.lock(transaction, link).chain(status -> switch (status) {
            case OPEN, EXPIRED ->
                grants.store(transaction, link.id(), integration, consent)
                        .map(outcome -> decided(consent, outcome))
                        .call(result -> useUp(transaction, link, result))
                        .call(result -> record(transaction, link, consent, result, recording));
            // By the time the answer came the link had been used up or withdrawn.
            case USED -> Uni.createFrom().item(new ConsentResult.Stopped(ConsentEnd.LINK_USED, "link_used"));
            case WITHDRAWN ->
                Uni.createFrom().item(new ConsentResult.Stopped(ConsentEnd.LINK_WITHDRAWN, "link_withdrawn"));
        });
    }

    /** Its row is locked, so it is there; what it lacks is the integration that the consent went through. */
    private static ConsentResult decided(Consent consent, Optional<ConsentOutcome> outcome) {
        return outcome.<ConsentResult>map(known -> new ConsentResult.Decided(consent.person(), known))
                .orElseGet(() -> new ConsentResult.Stopped(ConsentEnd.CONNECTION_MOVED, "integration_changed"));
    }

    private Uni<Void> useUp(SqlConnection transaction, ConsentLink link, ConsentResult result) {
        return result instanceof ConsentResult.Decided decided && !isRefused(decided)
                ? links.useUp(transaction, link)
                : Uni.createFrom().voidItem();
    }

    private static boolean isRefused(ConsentResult.Decided decided) {
        return decided.outcome() instanceof ConsentOutcome.Refused;
    }

    /** Of what stores tokens: one event, once, because it uses the link up. */
    private static Optional<AuditEvent> event(ConsentLink link, Consent consent, ConsentResult result) {
        return switch (result) {
            case ConsentResult.Decided decided ->
                isRefused(decided)
                        ? Optional.empty()
                        : Optional.of(ConsentGrants.event(link.id(), consent, decided.outcome()));
            case ConsentResult.Granted granted -> Optional.empty();
            case ConsentResult.Stopped stopped -> Optional.empty();
        };
    }

    /**
     * What is refused leaves the link as it was, and comes as often as somebody signs in as the wrong person: it is one
     * of the link's events. It stores no tokens that would be worth more than the event, so the event does not follow.
     */
    private Uni<Void> record(
            SqlConnection transaction, ConsentLink link, Consent consent, ConsentResult result, boolean recording) {
        if (result instanceof ConsentResult.Decided decided && isRefused(decided)) {
            return events.record(
                    transaction,
                    link,
                    LinkEvents.Kind.REFUSED,
                    ConsentGrants.event(link.id(), consent, decided.outcome()));
        }
        return (recording ? event(link, consent, result) : Optional.<AuditEvent>empty())
                .map(known -> audit.record(transaction, known))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** Records why, and that the attempt is over. */
    Uni<ConsentResult> stopped(ConsentLink link, Secret state, ConsentResult.Stopped stopped) {
        Map<String, String> details = stopped.error() == null
                ? Map.of("reason", stopped.reason())
                : Map.of("reason", stopped.reason(), "error", stopped.error());
        String type = stopped.end() == ConsentEnd.DECLINED ? "consent.declined" : "consent.failed";
        AuditEvent event = new AuditEvent(
                type, AuditEvent.PERSON, link.id().tenant(), link.id().name(), details);
        return pool.withTransaction(transaction -> events.record(transaction, link, LinkEvents.Kind.STOPPED, event)
                        .chain(() -> attempts.end(transaction, link, state, stopped.end())))
                .replaceWith(stopped);
    }
}
