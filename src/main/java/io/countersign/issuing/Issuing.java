package io.countersign.issuing;

import io.countersign.clock.MonotonicClock;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.crypto.Secret;
import io.countersign.database.DatabaseFailure;
import io.countersign.issuing.Sighting.Path;
import io.countersign.naming.Name;
import io.countersign.refresh.Renewal;
import io.countersign.refresh.Renewals;
import io.countersign.refresh.Target;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which token is issued, by the four rules of the contract (docs/api.md). What memory can answer is answered before
 * {@link #issue} returns; only what needs the database, or a renewal, goes on behind it.
 */
@ApplicationScoped
public class Issuing {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Readings readings;
    private final BiFunction<Target, Duration, Uni<Renewal>> renewals;
    private final Function<Issuable, Secret> tokens;
    private final Duration longestWait;
    private final IssueRecords records;
    private final IssuingMetrics metrics;
    private final MonotonicClock clock;

    /** Where readings come from, beside the one that authenticating the caller has brought, and where they stay. */
    interface Readings {

        /**
         * Asks the database. Where that cannot be reached, what was seen before is the answer; without that it fails.
         *
         * @param before what the same request has seen already, or null
         */
        Uni<Sighting> read(IssueKey key, @Nullable Sighting before);

        /** What memory holds and would answer with, were the database away; null where that is nothing. */
        @Nullable
        Sighting kept(IssueKey key);

        /**
         * Why the connection's tokens are not renewed, as its view says it in {@code last_error}; empty where nothing
         * is known. Never fails because the database is away.
         */
        Uni<Optional<String>> error(ConnectionId id);

        /** Keeps what led to a token for the next requests. */
        void keep(Sighting seen);
    }

    @Inject
    Issuing(
            IssuableReader reader,
            Renewals renewals,
            SealedAccessTokens tokens,
            IssuingConfiguration configuration,
            IssueRecords records,
            IssuingMetrics metrics,
            MonotonicClock clock) {
        this(reader, renewals::renew, tokens::open, configuration.longestWait(), records, metrics, clock);
    }

    /** For tests. */
    Issuing(
            Readings readings,
            BiFunction<Target, Duration, Uni<Renewal>> renewals,
            Function<Issuable, Secret> tokens,
            Duration longestWait,
            IssueRecords records,
            IssuingMetrics metrics,
            MonotonicClock clock) {
        this.readings = readings;
        this.renewals = renewals;
        this.tokens = tokens;
        this.longestWait = longestWait;
        this.records = records;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Who asks.
     *
     * @param name as in the audit trail
     * @param door by which way
     */
    record Asker(String name, Door door) {}

    /**
     * Issues a token, renewing first where it must. Whether the caller may have it was judged before. A sealed token
     * that does not open is thrown where memory answers, and fails the Uni otherwise.
     *
     * @param identity the caller; what authenticating it has read of that connection is not read again
     * @param minTtl the least number of seconds it must last, or null where the caller did not say
     */
    public Uni<IssueAnswer> issue(SecurityIdentity identity, Door door, Place place, @Nullable Integer minTtl) {
        return issue(Sighting.of(identity), new Asker(identity.getPrincipal().getName(), door), place, minTtl);
    }

    /** Which connection the refresh handle names that the caller was authenticated with; empty for one of no worth. */
    public static Optional<Place> placeOf(SecurityIdentity identity) {
        return Optional.ofNullable(Sighting.of(identity))
                .filter(seen -> seen.reading().handle() != null)
                .map(seen -> seen.key().place());
    }

    /** @param seen what authenticating the caller has read, or null; of another connection it counts for nothing */
    Uni<IssueAnswer> issue(@Nullable Sighting seen, Asker asker, Place place, @Nullable Integer minTtl) {
        if (seen != null && seen.key().place().equals(place)) {
            return decide(seen, asker, minTtl);
        }
        if (!Name.isValid(place.tenant()) || !Name.isValid(place.connection())) {
            // Not worth asking for.
            metrics.answered(new IssueAnswer.Unknown(), Path.COLD, asker.door());
            return Uni.createFrom().item(new IssueAnswer.Unknown());
        }
        return readings.read(new IssueKey(null, place), null).chain(read -> decide(read, asker, minTtl));
    }

    private Uni<IssueAnswer> decide(Sighting seen, Asker asker, @Nullable Integer minTtl) {
        Issuable known = seen.reading().issuable();
        if (known == null) {
            return ended(new IssueAnswer.Unknown(), seen, asker);
        }
        if (minTtl != null && minTtl > known.mostThatMayBeAskedFor()) {
            return ended(new IssueAnswer.TooLong(), seen, asker);
        }
        if (known.satisfies(minTtl, clock.nanoTime())) {
            return ended(issued(known), seen, asker);
        }
        return switch (seen.path()) {
            case WARM -> readings.read(seen.key(), seen).chain(again -> decide(again, asker, minTtl));
            case STALE -> ended(lastResort(known, minTtl, databaseAway(seen.key())), seen, asker);
            case COLD -> cold(known, seen, asker, minTtl);
        };
    }

    private Uni<IssueAnswer> cold(Issuable known, Sighting seen, Asker asker, @Nullable Integer minTtl) {
        return known.isWorthAsking()
                ? renew(known, seen, asker, minTtl)
                : ended(notConnected(known, null, clock.nanoTime()), seen, asker);
    }

    /** Whoever waited for a renewal in vain, whatever the reason, may get the old token. */
    private Uni<IssueAnswer> renew(Issuable before, Sighting seen, Asker asker, @Nullable Integer minTtl) {
        return renewals.apply(new Target(before.id(), before.integration(), before.generation()), longestWait)
                .onItemOrFailure()
                .transformToUni((renewal, failure) -> readings.read(seen.key(), seen)
                        .chain(now -> switch (afterRenewal(before, now, renewal, minTtl)) {
                            case IssueAnswer.Unavailable none ->
                                renewal == null
                                        ? broken(failure, none, now, asker)
                                        : readings.error(before.id())
                                                .chain(error -> ended(because(none, renewal, error), now, asker));
                            case IssueAnswer answer -> ended(answer, now, asker);
                        }));
    }

    /** A renewal fails where the database does, or where something is wrong here. */
    private Uni<IssueAnswer> broken(Throwable failure, IssueAnswer.Unavailable none, Sighting now, Asker asker) {
        return DatabaseFailure.isOutage(failure)
                ? ended(new IssueAnswer.DatabaseAway(none.satisfiable()), now, asker)
                : Uni.createFrom().failure(failure);
    }

    private static IssueAnswer because(IssueAnswer.Unavailable none, Renewal renewal, Optional<String> error) {
        return new IssueAnswer.Unavailable(
                none.retryAfter(), Hindrance.of(renewal, error), none.stored(), none.satisfiable());
    }

    private IssueAnswer afterRenewal(
            Issuable before, Sighting seen, @Nullable Renewal renewal, @Nullable Integer minTtl) {
        Issuable known = seen.reading().issuable();
        if (known == null || !known.id().equals(before.id())) {
            return new IssueAnswer.Unknown();
        }
        if (seen.path() == Path.STALE) {
            return lastResort(known, minTtl, databaseAway(seen.key()));
        }
        long now = clock.nanoTime();
        if (known.state() != ConnectionState.ACTIVE) {
            return known.satisfies(minTtl, now)
                    ? issued(known)
                    : known.isWorthAsking() && !isAnswered(renewal)
                            ? none(known, renewal, now)
                            : notConnected(known, renewal, now);
        }
        if (known.generation() > before.generation() && !known.rejected() && known.lasts(0, now)) {
            return issued(known);
        }
        return lastResort(known, minTtl, none(known, renewal, now));
    }

    private static IssueAnswer none(Issuable known, @Nullable Renewal renewal, long now) {
        return new IssueAnswer.Unavailable(
                retryAfter(renewal), Hindrance.UNKNOWN, known.sealedToken() != null, known.satisfiable(now));
    }

    private static Duration retryAfter(@Nullable Renewal renewal) {
        return switch (renewal) {
            case Renewal.NotBefore notBefore -> notBefore.pause();
            case Renewal.AccountRefused refused -> refused.again();
            case null -> RETRY_AFTER;
            case Renewal.ConsentMissing missing -> RETRY_AFTER;
            case Renewal.ConsentRequired required -> RETRY_AFTER;
            case Renewal.Superseded superseded -> RETRY_AFTER;
            case Renewal.Renewed renewed -> RETRY_AFTER;
            case Renewal.Elsewhere elsewhere -> RETRY_AFTER;
            case Renewal.Failed failed -> RETRY_AFTER;
        };
    }

    /** Whether DocuSign has said what it makes of the connection, now or at the last try. */
    private static boolean isAnswered(@Nullable Renewal renewal) {
        return switch (renewal) {
            case null -> false;
            case Renewal.ConsentMissing missing -> true;
            case Renewal.ConsentRequired required -> true;
            case Renewal.Superseded superseded -> true;
            case Renewal.Renewed renewed -> true;
            // DocuSign grants it, and for somebody else: no consent would change that.
            case Renewal.AccountRefused refused -> false;
            case Renewal.NotBefore notBefore -> false;
            case Renewal.Elsewhere elsewhere -> false;
            case Renewal.Failed failed -> false;
        };
    }

    private static IssueAnswer notConnected(Issuable known, @Nullable Renewal renewal, long now) {
        return new IssueAnswer.NotConnected(
                known.state(), known.reason(), askedAgainIn(renewal), known.satisfiable(now));
    }

    private static Duration askedAgainIn(@Nullable Renewal renewal) {
        return switch (renewal) {
            case Renewal.ConsentMissing missing -> missing.again();
            case Renewal.ConsentRequired required -> required.again();
            case null -> Duration.ZERO;
            case Renewal.AccountRefused refused -> Duration.ZERO;
            case Renewal.Superseded superseded -> Duration.ZERO;
            case Renewal.Renewed renewed -> Duration.ZERO;
            case Renewal.NotBefore notBefore -> Duration.ZERO;
            case Renewal.Elsewhere elsewhere -> Duration.ZERO;
            case Renewal.Failed failed -> Duration.ZERO;
        };
    }

    /** Whoever asks for less is answered from memory, so only what that holds counts. */
    private IssueAnswer databaseAway(IssueKey key) {
        Sighting kept = readings.kept(key);
        Issuable known = kept == null ? null : kept.reading().issuable();
        return new IssueAnswer.DatabaseAway(known == null ? null : known.satisfiable(clock.nanoTime()));
    }

    private IssueAnswer lastResort(Issuable known, @Nullable Integer minTtl, IssueAnswer otherwise) {
        return known.isLastResort(minTtl, clock.nanoTime()) ? issued(known) : otherwise;
    }

    private IssueAnswer issued(Issuable known) {
        return new IssueAnswer.Issued(
                tokens.apply(known),
                (long) known.secondsLeft(clock.nanoTime()),
                known.scope(),
                known.accountId(),
                known.baseUri(),
                known.environment());
    }

    private Uni<IssueAnswer> ended(IssueAnswer answer, Sighting seen, Asker asker) {
        metrics.answered(answer, seen.path(), asker.door());
        Issuable known = seen.reading().issuable();
        if (known != null && answer instanceof IssueAnswer.Issued) {
            readings.keep(seen);
            records.issued(asker.name(), asker.door(), known);
        }
        return Uni.createFrom().item(answer);
    }
}
