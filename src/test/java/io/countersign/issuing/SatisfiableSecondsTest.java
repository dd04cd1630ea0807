package io.countersign.issuing;

import static io.countersign.issuing.TestingReadings.ID;
import static io.countersign.issuing.TestingReadings.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.caller.Credential;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.crypto.Secret;
import io.countersign.database.DatabaseReach;
import io.countersign.refresh.Renewal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A refused request says what would have been satisfied: repeated with that, it gets the token; some seconds more, and
 * it does not. Where it says nothing, nothing would do. For every state, rest and least life.
 */
class SatisfiableSecondsTest {
    private static final Issuing.Asker BILLER = new Issuing.Asker("caller:biller", Door.API);
    private static final List<Double> RESTS = List.of(
            -5.0, 0.0, 0.4, 1.0, 1.7, 59.0, 59.9, 60.0, 60.1, 299.5, 300.0, 599.9, 600.0, 26_999.5, 27_000.0, 28_800.0);
    private static final List<Integer> LEAST = List.of(0, 1, 59, 60, 61, 300, 600, 601, 27_000);
    private static final int MOST = 27_000;
    private static final Duration STALE = Duration.ofMinutes(5);

    private final TestingClock clock = new TestingClock();
    private final FakeIssuableSource source = new FakeIssuableSource(clock);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final IssuableReader reader = new IssuableReader(
            source,
            new IssuableCache(STALE, 1_000_000, clock),
            new DatabaseReach(source::probe, Duration.ofSeconds(5)),
            Duration.ofSeconds(5),
            STALE,
            clock);
    private final Issuing issuing = new Issuing(
            reader,
            (target, wait) -> Uni.createFrom().item(new Renewal.Failed()),
            issuable -> Secret.ofText("token"),
            Duration.ofSeconds(8),
            new IssueRecords(registry, clock, () -> 0.5, Duration.ZERO),
            new IssuingMetrics(registry),
            clock);

    static Stream<Arguments> states() {
        return Stream.concat(
                        Arrays.stream(ConsentReason.values())
                                .map(reason -> Arguments.of(ConnectionState.CONSENT_REQUIRED, reason)),
                        Arrays.stream(ConnectionState.values())
                                .filter(state -> state != ConnectionState.CONSENT_REQUIRED)
                                .map(state -> Arguments.of(state, null)))
                .flatMap(state -> RESTS.stream().map(rest -> Arguments.of(state.get()[0], state.get()[1], rest)));
    }

    @ParameterizedTest
    @MethodSource("states")
    void whatItSaysIsSatisfiedAndMoreIsNot(ConnectionState state, @Nullable ConsentReason reason, double rest) {
        source.always(asked -> TestingReadings.reading(asked, "biller", state, reason, 1, 1, rest));
        assertSatisfiable(this::fromTheDatabase);

        if (fromMemory(0) instanceof IssueAnswer.Issued) {
            source.always(null);
            source.thenProbesAnswer(FakeIssuableSource.away());
            clock.passes(Duration.ofSeconds(10));
            assertSatisfiable(this::fromMemory);
        }
    }

    private static void assertSatisfiable(Function<@Nullable Integer, IssueAnswer> issue) {
        assertSatisfiable(issue, null);
        LEAST.forEach(least -> assertSatisfiable(issue, least));
    }

    private static void assertSatisfiable(Function<@Nullable Integer, IssueAnswer> issue, @Nullable Integer least) {
        IssueAnswer answer = issue.apply(least);
        if (answer instanceof IssueAnswer.Issued) {
            return;
        }
        Integer seconds = satisfiable(answer);
        if (seconds == null) {
            assertThat(issue.apply(6)).isNotInstanceOf(IssueAnswer.Issued.class);
        } else {
            assertThat(seconds).isBetween(1, MOST);
            assertThat(issue.apply(seconds)).isInstanceOf(IssueAnswer.Issued.class);
            assertThat(issue.apply(seconds + 6)).isNotInstanceOf(IssueAnswer.Issued.class);
        }
    }

    private static @Nullable Integer satisfiable(IssueAnswer answer) {
        Long seconds = switch (answer) {
            case IssueAnswer.Issued issued -> throw new AssertionError();
            case IssueAnswer.Unknown unknown -> null;
            case IssueAnswer.TooLong tooLong -> null;
            case IssueAnswer.NotConnected not -> not.satisfiable();
            case IssueAnswer.Unavailable unavailable -> unavailable.satisfiable();
            case IssueAnswer.DatabaseAway away -> away.satisfiable();
        };
        return seconds == null ? null : Math.toIntExact(seconds);
    }

    private IssueAnswer fromTheDatabase(@Nullable Integer least) {
        return issue(null, least);
    }

    private IssueAnswer fromMemory(@Nullable Integer least) {
        return reader.lookup(new Place(ID.tenant(), ID.name()))
                .find(new Credential(Credential.Kind.KEY, KEY.keyId(), new byte[32]))
                .map(found -> (Sighting) found.orElseThrow().attributes().get(Sighting.ATTRIBUTE))
                .map(seen -> issue(seen, least))
                .await()
                .indefinitely();
    }

    private IssueAnswer issue(@Nullable Sighting seen, @Nullable Integer least) {
        return issuing.issue(seen, BILLER, new Place(ID.tenant(), ID.name()), least)
                .await()
                .indefinitely();
    }
}
