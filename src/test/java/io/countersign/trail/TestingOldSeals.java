package io.countersign.trail;

import io.countersign.TestingWait;
import io.countersign.audit.StoredEvents;
import java.time.Duration;
import java.time.Instant;

/** A trail that has been sealed for longer than any test takes. */
public final class TestingOldSeals {
    private TestingOldSeals() {}

    /**
     * Seals a trail without seals as a vault would have done it then, two events to a seal.
     *
     * @param seals how many
     * @param age of all of them
     */
    public static void make(TestingTrailDatabase trail, int seals, Duration age) {
        long seconds = Instant.now().minus(age).getEpochSecond();
        Seal.Moment then = new Seal.Moment(Instant.ofEpochSecond(seconds), seconds + ".000000");
        SealHash hash = new SealHash(trail.key());
        SealEnd end = SealEnd.NONE;
        for (int number = 1; number <= seals; number++) {
            trail.record(2);
            Seal seal = SealPlan.next(end, number, tail(trail, end), Duration.ZERO, then, hash)
                    .orElseThrow();
            TestingWait.answer(trail.seals.add(seal));
            end = SealEnd.of(seal);
        }
    }

    /** Waits until both can be seen. */
    private static StoredEvents.Tail tail(TestingTrailDatabase trail, SealEnd end) {
        TestingWait.until(
                "nothing is held back", () -> TestingWait.answer(trail.events.countAfter(end.place(), 3)) == 2);
        return TestingWait.answer(trail.events.after(end.place(), 3));
    }
}
