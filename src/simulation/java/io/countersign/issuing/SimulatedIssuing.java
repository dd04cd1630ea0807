package io.countersign.issuing;

import io.countersign.clock.MonotonicClock;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import io.countersign.issuing.Sighting.Path;
import io.countersign.refresh.Renewal;
import io.countersign.refresh.Target;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.smallrye.mutiny.Uni;
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

    /** What a process remembers from one request to the next. */
    public static final class Memory {
        private final KnownEnds ends = new KnownEnds();
    }

    private final Reads database;
    private final Memory memory;
    private final MonotonicClock clock;
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
        this.issuing = new Issuing(
                new Uncached(),
                renewals,
                known -> Secret.ofText(new String(known.sealedToken(), StandardCharsets.UTF_8)),
                LONGEST_WAIT,
                new IssueRecords(NOWHERE, clock, () -> 0, Duration.ZERO),
                METRICS,
                clock);
    }

    /** The seconds that a caller may ask for at most: a token that lasts less is renewed. */
    public static int mostSeconds(GrantType grant) {
        return switch (grant) {
            case AUTHORIZATION_CODE -> TokenRequest.MOST;
            case JWT_BEARER -> TokenRequest.MOST_OF_ASSERTIONS;
        };
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
            GrantType grant,
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
        return issuing.issue(null, new Issuing.Asker("caller", Door.API), new Place(tenant, connection), minTtl)
                .map(answer -> answer instanceof IssueAnswer.Issued issued
                        ? Optional.of(new Token(issued.accessToken().revealText(), issued.expiresIn()))
                        : Optional.empty());
    }

    private Uni<Sighting> sighting(IssueKey key) {
        return Uni.createFrom().deferred(() -> {
            long asked = clock.nanoTime();
            return database.read(key.place().tenant(), key.place().connection())
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
                Environment.DEMO,
                seen.grant(),
                true,
                asked,
                false,
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
    private final class Uncached implements Issuing.Readings {
        @Override
        public Uni<Sighting> read(IssueKey key, @Nullable Sighting before) {
            Uni<Sighting> now = sighting(key);
            return before == null
                    ? now
                    : now.onFailure()
                            .recoverWithItem(
                                    () -> new Sighting(key, memory.ends.limit(before.reading()), Path.STALE, 0));
        }

        @Override
        public @Nullable Sighting kept(IssueKey key) {
            return null;
        }

        @Override
        public Uni<Optional<String>> error(ConnectionId id) {
            return Uni.createFrom().item(Optional.empty());
        }

        @Override
        public void keep(Sighting seen) {
            // For nobody.
        }
    }
}
