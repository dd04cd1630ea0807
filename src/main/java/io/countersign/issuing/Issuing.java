package io.countersign.issuing;

import io.countersign.clock.MonotonicClock;
import io.countersign.connection.ConnectionState;
import io.countersign.crypto.Secret;
import io.countersign.refresh.Renewal;
import io.countersign.refresh.Renewals;
import io.countersign.refresh.Target;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Which token is issued, by the four rules of the contract (docs/api.md). */
@ApplicationScoped
class Issuing {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final IssuableReader reader;
    private final BiFunction<Target, Duration, Uni<Renewal>> renewals;
    private final AccessTokens tokens;
    private final Duration longestWait;
    private final IssueRecords records;
    private final IssuingMetrics metrics;
    private final MonotonicClock clock;

    @Inject
    Issuing(
            IssuableReader reader,
            Renewals renewals,
            AccessTokens tokens,
            IssuingConfiguration configuration,
            IssueRecords records,
            IssuingMetrics metrics,
            MonotonicClock clock) {
        this(reader, renewals::renew, tokens, configuration.longestWait(), records, metrics, clock);
    }

    /** For tests. */
    Issuing(
            IssuableReader reader,
            BiFunction<Target, Duration, Uni<Renewal>> renewals,
            AccessTokens tokens,
            Duration longestWait,
            IssueRecords records,
            IssuingMetrics metrics,
            MonotonicClock clock) {
        this.reader = reader;
        this.renewals = renewals;
        this.tokens = tokens;
        this.longestWait = longestWait;
        this.records = records;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** An answer and what it was made of. */
    private record Ended(IssueAnswer answer, Sighting seen) {}

    /**
     * Issues a token, renewing first where it must.
     *
     * @param actor who asks, as in the audit trail
     * @param minTtl the least number of seconds it must last, or null where the caller did not say
     */
    Uni<IssueAnswer> issue(
            RoutingContext request, String actor, String tenant, String connection, @Nullable Integer minTtl) {
        return issue(reader.read(request, tenant, connection), actor, minTtl);
    }

    Uni<IssueAnswer> issue(Uni<Sighting> sighting, String actor, @Nullable Integer minTtl) {
        return sighting.chain(seen -> decide(seen, minTtl))
                .invoke(ended -> {
                    metrics.answered(ended.answer(), ended.seen().path());
                    Issuable known = ended.seen().reading().issuable();
                    if (known != null && ended.answer() instanceof IssueAnswer.Issued) {
                        records.issued(actor, known);
                    }
                })
                .map(Ended::answer);
    }

    private Uni<Ended> decide(Sighting seen, @Nullable Integer minTtl) {
        Issuable known = seen.reading().issuable();
        if (known == null) {
            return ended(new IssueAnswer.Unknown(), seen);
        }
        if (known.satisfies(minTtl, clock.nanoTime())) {
            return ended(issued(known, seen), seen);
        }
        return switch (seen.path()) {
            case WARM -> reader.readAgain(seen).chain(again -> decide(again, minTtl));
            case STALE -> ended(lastResort(known, minTtl, seen, new IssueAnswer.DatabaseAway()), seen);
            case COLD ->
                known.state() == ConnectionState.ACTIVE
                        ? renew(known, seen, minTtl)
                        : ended(new IssueAnswer.NotConnected(known.state(), known.reason()), seen);
        };
    }

    /** Whoever waited for a renewal in vain, whatever the reason, may get the old token. */
    private Uni<Ended> renew(Issuable before, Sighting seen, @Nullable Integer minTtl) {
        return renewals.apply(new Target(before.id(), before.integration(), before.generation()), longestWait)
                .onItemOrFailure()
                .transformToUni((renewal, failure) -> reader.readAgain(seen)
                        .map(now -> new Ended(afterRenewal(before, now, renewal, minTtl), now))
                        .chain(ended -> failure != null && ended.answer() instanceof IssueAnswer.Unavailable
                                ? Uni.createFrom().failure(failure)
                                : Uni.createFrom().item(ended)));
    }

    private IssueAnswer afterRenewal(
            Issuable before, Sighting seen, @Nullable Renewal renewal, @Nullable Integer minTtl) {
        Issuable known = seen.reading().issuable();
        if (known == null || !known.id().equals(before.id())) {
            return new IssueAnswer.Unknown();
        }
        if (seen.path() == Sighting.Path.STALE) {
            return lastResort(known, minTtl, seen, new IssueAnswer.DatabaseAway());
        }
        long now = clock.nanoTime();
        if (known.state() != ConnectionState.ACTIVE) {
            return known.satisfies(minTtl, now)
                    ? issued(known, seen)
                    : new IssueAnswer.NotConnected(known.state(), known.reason());
        }
        if (known.generation() > before.generation() && known.lasts(0, now)) {
            return issued(known, seen);
        }
        return lastResort(
                known,
                minTtl,
                seen,
                new IssueAnswer.Unavailable(
                        renewal instanceof Renewal.NotBefore notBefore ? notBefore.pause() : RETRY_AFTER));
    }

    private IssueAnswer lastResort(Issuable known, @Nullable Integer minTtl, Sighting seen, IssueAnswer otherwise) {
        return known.isLastResort(minTtl, clock.nanoTime()) ? issued(known, seen) : otherwise;
    }

    private IssueAnswer issued(Issuable known, Sighting seen) {
        Secret token = tokens.open(known);
        reader.keep(seen);
        return new IssueAnswer.Issued(new IssuedToken(
                token,
                (long) known.secondsLeft(clock.nanoTime()),
                known.scope(),
                known.accountId(),
                known.baseUri(),
                known.environment()));
    }

    private static Uni<Ended> ended(IssueAnswer answer, Sighting seen) {
        return Uni.createFrom().item(new Ended(answer, seen));
    }
}
