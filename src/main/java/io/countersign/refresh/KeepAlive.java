package io.countersign.refresh;

import java.time.Duration;

/** When tokens that nobody uses are looked at again. */
public final class KeepAlive {
    private static final int JITTER_PER_LIFE = 30;
    private static final Duration AFTER_THE_END = Duration.ofMinutes(1);

    private KeepAlive() {}

    /**
     * With {@code extended} a renewal at about half of the refresh token's life prolongs it; if it did not, the next
     * one comes at half of what is left. Without, nothing prolongs it, and one call after the computed end fetches
     * DocuSign's verdict. What is near its end or has outlived it is looked at now and then.
     *
     * @param left until the refresh token's computed end; may be negative
     * @param life of a new refresh token
     * @param extended whether a renewal prolongs it
     * @param chance 0 to 1, spreads connections that were made together
     */
    public static Duration delay(Duration left, Duration life, boolean extended, double chance) {
        Duration nowAndThen = life.dividedBy(JITTER_PER_LIFE);
        if (!extended) {
            return left.isNegative() ? nowAndThen : left.plus(AFTER_THE_END);
        }
        Duration jitter = Duration.ofMillis((long) (nowAndThen.toMillis() * chance));
        Duration half = life.dividedBy(2);
        Duration untilHalf = left.compareTo(half) > 0 ? left.minus(half).minus(jitter) : left.dividedBy(2);
        return untilHalf.compareTo(nowAndThen) < 0 ? nowAndThen : untilHalf;
    }
}
