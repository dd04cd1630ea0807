package io.countersign.consent;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.connection.ConnectionChanges;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.Connections;
import io.countersign.connection.Consenter;
import io.countersign.grant.ConsentOutcome;
import io.countersign.grant.ImpersonationGrants;
import io.countersign.integration.Integration;
import io.countersign.refresh.Renewal;
import io.countersign.refresh.Renewals;
import io.countersign.refresh.Target;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What a callback does for a {@code jwt_bearer} connection. Whether the consent is there, only an assertion tells: it
 * is tried at once, outside any transaction, wherever it is known whom to impersonate.
 */
@ApplicationScoped
class ImpersonationConsent {
    /** As long as a person waits for a page; the assertion itself goes on. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final ConsentLinks links;
    private final TakenAttempts attempts;
    private final ImpersonationGrants grants;
    private final Connections connections;
    private final ConnectionChanges changes;
    private final Renewals renewals;
    private final AuditTrail audit;
    private final LinkEvents events;
    private final Pool pool;

    ImpersonationConsent(
            ConsentLinks links,
            TakenAttempts attempts,
            ImpersonationGrants grants,
            Connections connections,
            ConnectionChanges changes,
            Renewals renewals,
            AuditTrail audit,
            LinkEvents events,
            Pool pool) {
        this.links = links;
        this.attempts = attempts;
        this.grants = grants;
        this.connections = connections;
        this.changes = changes;
        this.renewals = renewals;
        this.audit = audit;
        this.events = events;
        this.pool = pool;
    }

    /** What a transaction came to, and what is to be tried after it. */
    private record Step(ConsentResult result, Optional<Target> target) {
        static Step stop(ConsentEnd end, String reason) {
            return new Step(new ConsentResult.Stopped(end, reason), Optional.empty());
        }
    }

    /**
     * The code told who consented. Where that person is accepted, the link is used up, whatever the assertion says: a
     * connection whose user is known needs no other.
     */
    Uni<ConsentResult> recognised(
            ConsentLink link, Integration integration, ConsentAttempts.Taken attempt, Consenter person) {
        UUID consentId = UUID.randomUUID();
        return within(
                        link,
                        transaction -> grants.store(
                                        transaction, link.id(), integration, consentId, person, attempt.scopes())
                                .chain(stored -> stored.isEmpty()
                                        ? Uni.createFrom().item(moved())
                                        : record(transaction, link, attempt, consentId, person, stored.get())))
                .chain(step -> step.target()
                        .map(target -> tried(target)
                                .map(end -> end == ConsentEnd.IMPERSONATION_READY
                                        ? new ConsentResult.Decided(person, outcomeOf(step))
                                        : step.result())
                                // The consent stands, and its link is used up: what fails from here on is only the try.
                                .onFailure()
                                .recoverWithItem(step.result()))
                        .orElseGet(() -> Uni.createFrom().item(step.result())));
    }

    private static ConsentOutcome outcomeOf(Step step) {
        return ((ConsentResult.Decided) step.result()).outcome();
    }

    private Uni<Step> record(
            SqlConnection transaction,
            ConsentLink link,
            ConsentAttempts.Taken attempt,
            UUID consentId,
            Consenter person,
            ImpersonationGrants.Stored stored) {
        ConsentOutcome outcome = stored.outcome();
        ConsentResult result = stored.target().isPresent()
                ? new ConsentResult.Decided(person, outcome, ConsentEnd.PERMISSION_RECEIVED)
                : new ConsentResult.Decided(person, outcome);
        AuditEvent event = ImpersonationGrants.event(link.id(), consentId, person, outcome);
        // What is refused leaves the link as it was, and may come again and again: it is one of the link's events.
        return (outcome instanceof ConsentOutcome.Refused
                        ? events.record(transaction, link, LinkEvents.Kind.REFUSED, event)
                        : links.useUp(transaction, link).chain(() -> audit.record(transaction, event)))
                .chain(() -> attempts.end(transaction, link, attempt.state(), result.end()))
                .replaceWith(new Step(result, stored.target()));
    }

    /** Who came back does not matter: the assertion tells. The link is used up once it is granted, and not before. */
    Uni<ConsentResult> returned(ConsentLink link, Integration integration, ConsentAttempts.Taken attempt) {
        return within(
                        link,
                        transaction -> grants.resume(transaction, link.id(), integration)
                                .map(target -> target.isEmpty()
                                        ? moved()
                                        : new Step(new ConsentResult.Granted(link.tenantDisplayName()), target)))
                .chain(step -> step.target()
                        .map(target -> tried(target).chain(end -> {
                            if (end == ConsentEnd.IMPERSONATION_READY) {
                                return useUp(link, attempt, step.result());
                            }
                            return end == ConsentEnd.CONSENT_UNTRIED
                                    ? untried(target)
                                    : Uni.createFrom().item(ImpersonationEnds.stopAt(end));
                        }))
                        .orElseGet(() -> Uni.createFrom().item(step.result())));
    }

    private Uni<ConsentResult> useUp(ConsentLink link, ConsentAttempts.Taken attempt, ConsentResult granted) {
        return pool.withTransaction(transaction -> links.lock(transaction, link)
                .chain(status -> status == ConsentLink.Status.WITHDRAWN
                        ? Uni.createFrom().item(overOf(status).result())
                        : links.useUp(transaction, link)
                                .chain(() -> attempts.end(transaction, link, attempt.state(), granted.end()))
                                .chain(() -> audit.record(transaction, accepted(link)))
                                .replaceWith(granted)));
    }

    private static AuditEvent accepted(ConsentLink link) {
        return new AuditEvent(
                "consent.accepted",
                AuditEvent.PERSON,
                link.id().tenant(),
                link.id().name(),
                Map.of("kind", link.kind().wireName()));
    }

    private Uni<Step> within(ConsentLink link, Function<SqlConnection, Uni<Step>> action) {
        return changes.telling(
                link.id().tenant(),
                link.id().name(),
                pool.withTransaction(transaction -> links.lock(transaction, link)
                        .chain(status -> switch (status) {
                            case OPEN, EXPIRED -> action.apply(transaction);
                            case USED, WITHDRAWN -> Uni.createFrom().item(overOf(status));
                        })));
    }

    private static Step overOf(ConsentLink.Status status) {
        return status == ConsentLink.Status.USED
                ? Step.stop(ConsentEnd.LINK_USED, "link_used")
                : Step.stop(ConsentEnd.LINK_WITHDRAWN, "link_withdrawn");
    }

    private static Step moved() {
        return Step.stop(ConsentEnd.CONNECTION_MOVED, "integration_changed");
    }

    /** Why nothing could be tried, as the connection itself tells: nobody waits out what an operator has to mend. */
    private Uni<ConsentResult> untried(Target target) {
        return connections
                .get(target.id().tenant(), target.id().name())
                .map(view -> ImpersonationEnds.untried(view.lastError()));
    }

    /** How it stands after a try. Where somebody else was faster, the connection itself tells. */
    private Uni<ConsentEnd> tried(Target target) {
        return renewals.renew(target, WAIT).chain(renewal -> {
            ConsentEnd end = ImpersonationEnds.of(renewal);
            return renewal instanceof Renewal.Superseded
                    ? connections
                            .get(target.id().tenant(), target.id().name())
                            .map(view -> view.state().equals(ConnectionState.ACTIVE.wireName())
                                    ? ConsentEnd.IMPERSONATION_READY
                                    : end)
                    : Uni.createFrom().item(end);
        });
    }
}
