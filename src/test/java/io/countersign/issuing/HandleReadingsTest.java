package io.countersign.issuing;

import static io.countersign.issuing.TestingReadings.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.caller.Credential;
import io.countersign.connection.ConsentReason;
import io.countersign.database.DatabaseReach;
import io.countersign.issuing.Sighting.Path;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered of refresh handles, and when it is of no use any more. */
class HandleReadingsTest {
    private static final byte[] KEY_HASH = new byte[32];
    private static final byte[] HASH = {1};
    private static final PresentedHandle HANDLE = new PresentedHandle("handle", HASH);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration STALE = Duration.ofMinutes(5);

    private final TestingClock clock = new TestingClock();
    private final FakeIssuableSource source = new FakeIssuableSource(clock);
    private final IssuableCache cache = new IssuableCache(STALE, 1_000_000, clock);
    private final IssuableReader reader = new IssuableReader(
            source, cache, new DatabaseReach(source::probe, Duration.ofSeconds(5)), FRESH, STALE, clock);

    @BeforeEach
    void livesForAnHour() {
        lives(3600);
    }

    private void lives(double seconds) {
        source.always(asked -> TestingReadings.byHandle(asked, HASH, seconds));
    }

    private void databaseGoesAway() {
        source.always(null);
        source.thenProbesAnswer(FakeIssuableSource.away());
    }

    /** Authenticates the handle's caller with it, and issues where there is something to issue. */
    private Optional<Sighting> use(String keyId, PresentedHandle handle) {
        Optional<Sighting> seen = reader.lookup(handle)
                .find(new Credential(Credential.Kind.KEY, keyId, KEY_HASH))
                .await()
                .indefinitely()
                .flatMap(key -> Optional.ofNullable((Sighting) key.attributes().get(Sighting.ATTRIBUTE)));
        seen.filter(known -> isIssued(known.reading().issuable())).ifPresent(reader::keep);
        return seen;
    }

    private boolean isIssued(@Nullable Issuable read) {
        return read != null && read.satisfies(null, clock.nanoTime());
    }

    private Path use() {
        return use(KEY.keyId(), HANDLE).orElseThrow().path();
    }

    @Test
    void isKnownFromItsFirstUseForFiveSeconds() {
        assertThat(use()).isEqualTo(Path.COLD);
        clock.passes(FRESH.minusMillis(1));
        assertThat(use()).isEqualTo(Path.WARM);
        assertThat(source.asked()).isEqualTo(1);
        clock.passes(Duration.ofMillis(1));
        assertThat(use()).isEqualTo(Path.COLD);
    }

    @Test
    void servesNoOtherSecretUnderItsId() {
        PresentedHandle forged = new PresentedHandle(HANDLE.id(), new byte[] {2});
        use();

        databaseGoesAway();
        assertThatThrownBy(() -> use(KEY.keyId(), forged)).hasRootCauseInstanceOf(ConnectException.class);
        assertThat(use()).isEqualTo(Path.WARM);
    }

    @Test
    void isReadForEachKeyOfItsCaller() {
        use();
        assertThat(use("another", HANDLE).orElseThrow().path()).isEqualTo(Path.COLD);
        assertThat(use("another", HANDLE).orElseThrow().path()).isEqualTo(Path.WARM);
        assertThat(use()).isEqualTo(Path.WARM);
    }

    @Test
    void isNoSubstituteForTheNameNorTheNameForIt() {
        use();
        source.always(asked -> TestingReadings.active(asked, 1, 28_800));
        assertThat(reader.kept(KEY)).isNull();
        assertThat(reader.lookup(KEY.place())
                        .find(new Credential(Credential.Kind.KEY, KEY.keyId(), KEY_HASH))
                        .await()
                        .indefinitely())
                .isPresent();
        assertThat(source.asked()).isEqualTo(2);
    }

    @Test
    void endsInMemoryToo() {
        lives(3);
        use();
        clock.passes(Duration.ofMillis(2999));
        assertThat(use()).isEqualTo(Path.WARM);
        clock.passes(Duration.ofMillis(1));
        databaseGoesAway();
        assertThatThrownBy(this::use).hasRootCauseInstanceOf(ConnectException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection", "tenant", "caller"})
    void isReadAgainAfterAChangeHere(String what) {
        use();
        drop(what);
        assertThat(use()).isEqualTo(Path.COLD);
    }

    /** Which connection the reading is about, nobody knows until it has come. */
    @ParameterizedTest
    @ValueSource(strings = {"connection", "tenant", "caller"})
    void isReadAgainAfterAChangeDuringItsFirstReading(String what) {
        source.then(asked -> {
            drop(what);
            return TestingReadings.byHandle(asked, HASH, 3600);
        });
        use();
        assertThat(use()).isEqualTo(Path.COLD);
        assertThat(use()).isEqualTo(Path.WARM);
    }

    @Test
    void anotherConnectionsChangeDuringItsFirstReadingCostsNothing() {
        source.then(asked -> {
            cache.dropConnection("acme", "other");
            return TestingReadings.byHandle(asked, HASH, 3600);
        });
        use();
        assertThat(use()).isEqualTo(Path.WARM);
    }

    private void drop(String what) {
        Consumer<IssuableCache> change = switch (what) {
            case "connection" -> changed -> changed.dropConnection("acme", "default");
            case "tenant" -> changed -> changed.dropTenant("acme");
            case "caller" -> changed -> changed.dropCaller("biller");
            default -> throw new IllegalArgumentException(what);
        };
        change.accept(cache);
    }

    @Test
    void isStaleWhileTheDatabaseIsAway() {
        use();
        databaseGoesAway();
        clock.passes(STALE.minusMillis(1));
        assertThat(use()).isEqualTo(Path.STALE);
        clock.passes(Duration.ofMillis(1));
        assertThatThrownBy(this::use).hasRootCauseInstanceOf(ConnectException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"handle", "key", "consent"})
    void whatWasRevokedElsewhereIsNotIssuedAgainInAnOutage(String what) {
        use();
        clock.passes(FRESH);
        source.then(without(what));
        use(KEY.keyId(), HANDLE);

        databaseGoesAway();
        assertThatThrownBy(this::use).hasRootCauseInstanceOf(ConnectException.class);
    }

    @Test
    void whatEndedForOneHasEndedForAll() {
        use();
        use("another", HANDLE);
        clock.passes(FRESH);
        source.then(without("consent"));
        use(KEY.keyId(), HANDLE);

        databaseGoesAway();
        assertThatThrownBy(() -> use("another", HANDLE)).hasRootCauseInstanceOf(ConnectException.class);
    }

    private static LongFunction<Reading> without(String what) {
        return asked -> {
            Reading read = TestingReadings.byHandle(asked, HASH, 3600);
            return switch (what) {
                case "handle" -> new Reading(asked, read.key(), null);
                case "key" -> new Reading(asked, null, null);
                case "consent" ->
                    read.with(TestingReadings.consentRequired(asked, ConsentReason.CONSENT_REVOKED, 28_800)
                            .issuable());
                default -> throw new IllegalArgumentException(what);
            };
        };
    }

    @Test
    void whoeverHasNotTheWholeKeyMakesNothingForgotten() {
        use();
        clock.passes(FRESH);
        source.then(without("handle"));
        assertThat(reader.lookup(HANDLE)
                        .find(new Credential(Credential.Kind.KEY, KEY.keyId(), new byte[] {3}))
                        .await()
                        .indefinitely())
                .isPresent();

        databaseGoesAway();
        assertThat(use()).isEqualTo(Path.STALE);
    }
}
