package io.countersign.issuing;

import io.countersign.clock.MonotonicClock;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.crypto.Secret;
import io.countersign.database.DatabaseReach;
import io.countersign.issuing.Sighting.Path;
import io.countersign.refresh.Renewal;
import io.countersign.refresh.Target;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The real {@link Issuing} over a database, an engine and a clock that are simulated. Nothing is cached, and nothing is
 * sealed.
 */
public final class SimulatedIssuing {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);
    private static final double LIFE = 28_800;
    private static final MeterRegistry NOWHERE = new CompositeMeterRegistry();
    private static final IssuingMetrics METRICS = new IssuingMetrics(NOWHERE);
    private static final IssuingConfiguration UNCACHED = new Uncached();

    /** What a process remembers from one request to the next. */
    public static final class Memory {
        private final KnownEnds ends = new KnownEnds();
    }

    private final Reads database;
    private final Memory memory;
    private final MonotonicClock clock;
    private final IssuableReader reader;
    private final Issuing issuing;

    /**
     * @param database fails where it cannot be reached, and for no other reason
     * @param renewals the engine
     * @param clock the process' monotonic clock
     * @param memory the process'
     */
    public SimulatedIssuing(
            Reads database, BiFunction<Target, Duration, Uni<Renewal>> renewals, MonotonicClock clock, Memory memory) {
        this.database = database;
        this.memory = memory;
        this.clock = clock;
        this.reader = reader();
        this.issuing = new Issuing(
                reader,
                renewals,
                known -> Secret.ofText(new String(known.sealedToken(), StandardCharsets.UTF_8)),
                LONGEST_WAIT,
                new IssueRecords(NOWHERE, clock, () -> 0, Duration.ZERO),
                METRICS,
                clock);
    }

    /** How a connection is read. */
    public interface Reads {
        /** Empty where there is none. */
        Uni<Optional<Seen>> read(String tenant, String connection);
    }

    /**
     * What a request finds in the database.
     *
     * @param secondsLeft of the access token's life, at that moment
     * @param token the access token, or null
     */
    public record Seen(
            ConnectionId id,
            String integration,
            ConnectionState state,
            @Nullable ConsentReason reason,
            long generation,
            double endsAt,
            double secondsLeft,
            @Nullable String token) {}

    /**
     * What a caller gets.
     *
     * @param seconds that it lasts at least, as the caller is told
     */
    public record Token(String value, long seconds) {}

    /**
     * Asks for a token; empty where none is issued. Fails if the database does.
     *
     * @param minTtl seconds that it should last at least, or null where the caller does not say
     */
    public Uni<Optional<Token>> ask(String tenant, String connection, @Nullable Integer minTtl) {
        return issuing.issue(sighting(new IssueKey("key", tenant, connection)), "caller", minTtl)
                .map(answer -> answer instanceof IssueAnswer.Issued issued
                        ? Optional.of(new Token(
                                issued.token().accessToken().revealText(),
                                issued.token().expiresIn()))
                        : Optional.empty());
    }

    private Uni<Sighting> sighting(IssueKey key) {
        return Uni.createFrom().deferred(() -> {
            long asked = clock.nanoTime();
            return database.read(key.tenant(), key.connection())
                    .map(found -> new Sighting(
                            key,
                            memory.ends.heed(new Reading(
                                    asked,
                                    null,
                                    found.map(seen -> issuable(seen, asked)).orElse(null))),
                            Path.COLD,
                            0));
        });
    }

    private static Issuable issuable(Seen seen, long asked) {
        return new Issuable(
                seen.id(),
                seen.state(),
                seen.reason(),
                seen.generation(),
                seen.integration(),
                "demo",
                asked,
                seen.endsAt(),
                LIFE,
                seen.secondsLeft(),
                seen.token() == null ? null : seen.token().getBytes(StandardCharsets.UTF_8),
                new byte[0],
                null,
                null,
                null);
    }

    /** Whatever fails is the database, and nothing waits in real time. */
    private IssuableReader reader() {
        IssuableCache cache = new IssuableCache(Duration.ZERO, 0, clock);
        return new IssuableReader(
                NoSource.INSTANCE, cache, new DatabaseReach(NoSource.INSTANCE::probe, Duration.ZERO), UNCACHED, clock) {
            @Override
            Uni<Sighting> readAgain(Sighting before) {
                return sighting(before.key())
                        .onFailure()
                        .recoverWithItem(() -> new Sighting(
                                before.key(), memory.ends.limit(before.reading()), Path.STALE, before.changes()));
            }
        };
    }

    /** Never asked: readings come from the simulation. */
    private enum NoSource implements IssuableSource {
        INSTANCE;

        @Override
        public Uni<Reading> read(IssueKey key, long askedNanos) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Void> probe() {
            throw new UnsupportedOperationException();
        }
    }

    private record Uncached() implements IssuingConfiguration {
        @Override
        public Duration longestWait() {
            return LONGEST_WAIT;
        }

        @Override
        public Duration freshFor() {
            return Duration.ZERO;
        }

        @Override
        public Duration staleWhileDatabaseDown() {
            return Duration.ZERO;
        }

        @Override
        public MemorySize cacheSize() {
            return new MemorySize(BigInteger.ZERO);
        }

        @Override
        public Duration databaseDeadline() {
            return Duration.ZERO;
        }

        @Override
        public Duration recordsKept() {
            return Duration.ZERO;
        }
    }
}
