package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingLog;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How long a start waits, and how much it tells, by a clock of its own. */
class StartWaitTest {
    private static final Finding REFUSAL = Finding.refuse("a", "is away");
    private static final Attempt AWAY = new Attempt.Away("db:5432/vault", "refused", REFUSAL);
    private static final Attempt THERE = new Attempt.Done(List.of());

    private final AtomicLong nanoseconds = new AtomicLong();

    @SafeVarargs
    private List<Finding> wait(Duration longest, Supplier<Attempt>... steps) throws StartWait.StoppedException {
        try (StopRequest stop = StopRequest.listen()) {
            StartWait wait = new StartWait(
                    longest, Duration.ofMinutes(1), nanoseconds::get, new SecureRandom(), Duration.ofMillis(1));
            List<Finding> findings = List.of();
            for (Supplier<Attempt> step : steps) {
                findings = wait.outlastDatabase(stop, step);
            }
            return findings;
        }
    }

    private Supplier<Attempt> steps(Duration each, Attempt... attempts) {
        Iterator<Attempt> next = List.of(attempts).iterator();
        return () -> {
            nanoseconds.addAndGet(each.toNanos());
            return next.next();
        };
    }

    @Test
    void waitsUntilTheDatabaseIsThereAndTellsItEveryHalfMinute() throws Exception {
        try (TestingLog log = new TestingLog(StartWait.class)) {
            Supplier<Attempt> step = steps(Duration.ofSeconds(10), AWAY, AWAY, AWAY, AWAY, AWAY, AWAY, THERE);

            assertThat(wait(Duration.ofMinutes(5), step)).isEmpty();

            assertThat(log.lines()).hasSize(4);
            assertThat(log.lines().get(0)).contains("waits for", "db:5432/vault", "PT5M", "refused");
            assertThat(log.lines().get(1)).contains("still waits", "30 of 300");
            assertThat(log.lines().get(2)).contains("still waits", "60 of 300");
            assertThat(log.lines().get(3)).contains("after 70 seconds");
        }
    }

    @Test
    void refusesWhenItHasWaitedLongEnough() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Supplier<Attempt> step = () -> {
            nanoseconds.addAndGet(Duration.ofSeconds(10).toNanos());
            tries.incrementAndGet();
            return AWAY;
        };

        assertThat(wait(Duration.ofSeconds(30), step)).containsExactly(REFUSAL);
        assertThat(tries).hasValue(3);
    }

    /** What answers in the end may take as long as it likes: that was no wait. */
    @Test
    void allStepsShareOneWait() throws Exception {
        Supplier<Attempt> slow = () -> {
            nanoseconds.addAndGet(Duration.ofMinutes(9).toNanos());
            return THERE;
        };
        Supplier<Attempt> first = steps(Duration.ofSeconds(10), AWAY, AWAY, THERE);
        Supplier<Attempt> last = steps(Duration.ofSeconds(10), AWAY, AWAY, THERE);

        assertThat(wait(Duration.ofSeconds(40), first, slow, last)).containsExactly(REFUSAL);
    }

    /** What the directory of the keys took of it, the database does not get. */
    @Test
    void theKeyDirectoryIsWaitedForByItsOwnPropertyOutOfTheSameTime() throws Exception {
        Attempt noVolume = new Attempt.Away("/etc/keys", "it does not exist", REFUSAL);
        StartWait wait = new StartWait(
                Duration.ofSeconds(40),
                Duration.ofSeconds(30),
                nanoseconds::get,
                new SecureRandom(),
                Duration.ofMillis(1));

        try (TestingLog log = new TestingLog(StartWait.class);
                StopRequest stop = StopRequest.listen()) {
            assertThat(wait.outlastKeyring(stop, steps(Duration.ofSeconds(10), noVolume, noVolume, THERE)))
                    .isEmpty();
            assertThat(log.lines().getFirst())
                    .contains("waits for the key directory /etc/keys", "countersign.keyring.wait", "does not exist");
            assertThat(wait.outlastDatabase(stop, steps(Duration.ofSeconds(10), AWAY, AWAY, THERE)))
                    .containsExactly(REFUSAL);
        }
    }

    @Test
    void doesNotWaitWhereItIsToldSoNorForWhatStays() throws Exception {
        try (TestingLog log = new TestingLog(StartWait.class)) {
            assertThat(wait(Duration.ZERO, steps(Duration.ZERO, AWAY))).containsExactly(REFUSAL);
            assertThat(wait(Duration.ofMinutes(5), steps(Duration.ZERO, Attempt.Done.of(REFUSAL))))
                    .containsExactly(REFUSAL);
            assertThat(log.lines()).isEmpty();
        }
    }

    /** The watch is at work for as long as a migration takes. */
    @Test
    void endsAMigrationAfterThreeSilentLooksInARow() throws Exception {
        Iterator<Boolean> looks = List.of(true, true, false, true, true, true).iterator();
        CountDownLatch ended = new CountDownLatch(1);

        try (SilenceWatch watch =
                SilenceWatch.begin(() -> !looks.hasNext() || looks.next(), ended::countDown, Duration.ofMillis(1))) {
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(looks.hasNext()).as("the answer in between counts").isFalse();
    }

    @Test
    void aLookThatFailsIsToldAndEndsNoWatch() throws Exception {
        Iterator<Boolean> looks = List.of(false, true, true, true).iterator();
        CountDownLatch ended = new CountDownLatch(1);

        try (TestingLog log = new TestingLog(SilenceWatch.class);
                SilenceWatch watch =
                        SilenceWatch.begin(() -> fails(looks.next()), ended::countDown, Duration.ofMillis(1))) {
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(log.lines()).singleElement().asString().contains("could not be looked at");
        }
    }

    /** The first look has no answer at all. */
    private static boolean fails(boolean answer) {
        if (!answer) {
            throw new IllegalStateException("an option that the driver does not know");
        }
        return true;
    }
}
