package io.countersign.consent;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.clock.MonotonicClock;
import io.countersign.connection.Account;
import io.countersign.connection.ConnectionChanges;
import io.countersign.connection.Consenter;
import io.countersign.connection.GrantedTokens;
import io.countersign.crypto.Secret;
import io.countersign.docusign.DocuSign;
import io.countersign.docusign.DocuSignConfiguration;
import io.countersign.docusign.UserInfo;
import io.countersign.docusign.UserInfoAnswer;
import io.countersign.grant.ConsentGrants;
import io.countersign.grant.ConsentOutcome;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/** From an authorization code to a stored grant: exchange, identity, and one transaction that uses the link up. */
@ApplicationScoped
class ConsentCompletion {
    private static final Logger LOG = Logger.getLogger(ConsentCompletion.class);

    private final CodeExchange exchange;
    private final DocuSign docusign;
    private final ConsentLinks links;
    private final ConsentGrants grants;
    private final ConnectionChanges changes;
    private final AuditTrail audit;
    private final Pool pool;
    private final MonotonicClock clock;
    private final Duration refreshTokenLife;

    ConsentCompletion(
            CodeExchange exchange,
            DocuSign docusign,
            ConsentLinks links,
            ConsentGrants grants,
            ConnectionChanges changes,
            AuditTrail audit,
            Pool pool,
            MonotonicClock clock,
            DocuSignConfiguration configuration) {
        this.exchange = exchange;
        this.docusign = docusign;
        this.links = links;
        this.grants = grants;
        this.changes = changes;
        this.audit = audit;
        this.pool = pool;
        this.clock = clock;
        this.refreshTokenLife = configuration.refreshTokenLife();
    }

    /** Completes an attempt that was taken. Every end but a stored grant leaves the link as it was. */
    Uni<ConsentResult> complete(ConsentLink link, Credentials credentials, ConsentAttempt attempt, Secret code) {
        long sent = clock.nanoTime();
        return exchange.exchange(credentials, code, attempt.codeVerifier()).chain(outcome -> switch (outcome) {
            case CodeExchange.Outcome.Stopped stopped -> failed(link, stopped.stop(), stopped.reason());
            case CodeExchange.Outcome.Exchanged exchanged ->
                identify(link, credentials.integration(), attempt, exchanged, sent);
        });
    }

    private Uni<ConsentResult> identify(
            ConsentLink link,
            Integration integration,
            ConsentAttempt attempt,
            CodeExchange.Outcome.Exchanged exchanged,
            long sent) {
        return docusign.userInfo(integration.environment(), exchanged.granted().accessToken())
                .chain(answer -> switch (answer) {
                    case UserInfoAnswer.Known known ->
                        store(link, integration, tokens(attempt, exchanged, sent), known.userInfo());
                    case UserInfoAnswer.Silent silent ->
                        failed(link, ConsentStop.IDENTITY_UNREADABLE, "userinfo_silent");
                    case UserInfoAnswer.Refused refused ->
                        failed(link, ConsentStop.IDENTITY_UNREADABLE, "userinfo_refused");
                });
    }

    private GrantedTokens tokens(ConsentAttempt attempt, CodeExchange.Outcome.Exchanged exchanged, long sent) {
        Duration elapsed = Duration.ofNanos(clock.nanoTime() - sent);
        var scopes = exchanged.granted().scopes();
        return new GrantedTokens(
                exchanged.granted().accessToken(),
                exchanged.refreshToken(),
                Duration.ofSeconds(exchanged.granted().expiresInSeconds()).minus(elapsed),
                refreshTokenLife.minus(elapsed),
                attempt.scopes(),
                scopes == null ? null : String.join(" ", scopes));
    }

    private Uni<ConsentResult> store(
            ConsentLink link, Integration integration, GrantedTokens tokens, UserInfo userInfo) {
        Consenter person = new Consenter(
                userInfo.sub(),
                userInfo.name(),
                userInfo.email(),
                userInfo.accounts().stream()
                        .map(account -> new Account(
                                account.accountId(),
                                account.accountName(),
                                account.baseUri().toString()))
                        .toList());
        return store(link, integration, tokens, person, true)
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.warnf(
                            failure,
                            "A consent could not be stored with its event and is stored without tenant=%s"
                                    + " connection=%s",
                            link.id().tenant(),
                            link.id().name());
                    return store(link, integration, tokens, person, false);
                })
                .chain(stored -> switch (stored) {
                    case Stored.As as -> result(link, person, as.outcome());
                    case Stored.Not not -> failed(link, not.stop(), not.reason());
                });
    }

    /**
     * The code is spent, so these tokens are all there is, and worth more than their event.
     *
     * @param recording whether the event belongs to the transaction; otherwise it follows
     */
    private Uni<Stored> store(
            ConsentLink link, Integration integration, GrantedTokens tokens, Consenter person, boolean recording) {
        Uni<Stored> storing = pool.withTransaction(transaction -> links.lock(transaction, link)
                .chain(status -> switch (status) {
                    case OPEN, EXPIRED ->
                        grants.store(transaction, link.id(), integration, person, tokens)
                                .call(outcome -> useUp(transaction, link, outcome))
                                .call(outcome -> recording
                                        ? record(transaction, grants.event(link.id(), person, outcome))
                                        : Uni.createFrom().voidItem())
                                .<Stored>map(Stored.As::new);
                    case USED -> Uni.createFrom().item(new Stored.Not(ConsentStop.LINK_USED, "link_used"));
                    case WITHDRAWN ->
                        Uni.createFrom().item(new Stored.Not(ConsentStop.LINK_WITHDRAWN, "link_withdrawn"));
                }));
        return changes.telling(link.id().tenant(), link.id().name(), storing).invoke(stored -> {
            if (!recording && stored instanceof Stored.As as) {
                grants.event(link.id(), person, as.outcome()).ifPresent(audit::recordSoon);
            }
        });
    }

    private Uni<Void> record(SqlConnection transaction, Optional<AuditEvent> event) {
        return event.map(known -> audit.record(transaction, known))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** What the one transaction did. */
    private sealed interface Stored {
        record As(ConsentOutcome outcome) implements Stored {}

        /** Nothing: by the time the answer came the link had been used up or withdrawn. */
        record Not(ConsentStop stop, String reason) implements Stored {}
    }

    private Uni<Void> useUp(SqlConnection transaction, ConsentLink link, ConsentOutcome outcome) {
        boolean stored = outcome instanceof ConsentOutcome.Connected || outcome instanceof ConsentOutcome.Pending;
        return stored ? links.useUp(transaction, link) : Uni.createFrom().voidItem();
    }

    private Uni<ConsentResult> result(ConsentLink link, Consenter person, ConsentOutcome outcome) {
        Signer signer = new Signer(
                Objects.requireNonNullElse(person.name(), ""), Objects.requireNonNullElse(person.email(), ""));
        return switch (outcome) {
            case ConsentOutcome.Connected connected ->
                done(new Connected(
                        Objects.requireNonNullElse(
                                connected.account().accountName(),
                                connected.account().accountId()),
                        signer));
            case ConsentOutcome.Pending pending -> done(new AwaitingConfirmation(signer));
            case ConsentOutcome.WrongEmail wrong -> done(new WrongSigner(wrong.expected(), null, signer));
            case ConsentOutcome.WrongAccount wrong -> done(new WrongSigner(null, wrong.expected(), signer));
            case ConsentOutcome.WithoutAccount without -> done(new SignerWithoutAccount(signer));
            case ConsentOutcome.Gone gone -> failed(link, ConsentStop.LINK_WITHDRAWN, "connection_gone");
        };
    }

    /** Records why, and shows the person the page for it. */
    Uni<ConsentResult> failed(ConsentLink link, ConsentStop stop, String reason) {
        String type = stop == ConsentStop.DECLINED ? "consent.declined" : "consent.failed";
        return pool.withTransaction(transaction -> audit.record(
                        transaction,
                        new AuditEvent(
                                type,
                                AuditEvent.PERSON,
                                link.id().tenant(),
                                link.id().name(),
                                Map.of("reason", reason))))
                .replaceWith(stop);
    }

    private static Uni<ConsentResult> done(ConsentResult result) {
        return Uni.createFrom().item(result);
    }
}
