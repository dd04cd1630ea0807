package io.countersign;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what will be true soon. */
public final class TestingWait {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(10);

    private TestingWait() {}

    /**
     * Returns as soon as the condition holds.
     *
     * @param what the condition in words, for the failure after half a minute
     */
    public static void until(String what, BooleanSupplier condition) {
        until(what, PATIENCE, condition);
    }

    /** The same with another patience than half a minute. */
    public static void until(String what, Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited in vain until " + what);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** What a Uni answers, within the same half a minute. */
    public static <T> T answer(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }
}
