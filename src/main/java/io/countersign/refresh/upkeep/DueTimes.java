package io.countersign.refresh.upkeep;

import java.time.Duration;

/** When tokens that somebody uses are replaced. Those that nobody uses: {@link io.countersign.connection.KeepAlive}. */
public final class DueTimes {
    private static final Duration MARGIN = Duration.ofMinutes(10);
    private static final int JITTER_PER_LIFE = 10;

    private DueTimes() {}

    /**
     * How long before an access token's expiry the background replaces it: ten minutes, and the outage of DocuSign that
     * is to be ridden out, and up to a tenth of the life that spreads tokens made together. Never more than half of the
     * life: earlier it would spend calls for nothing.
     *
     * @param life of the access token when it was issued
     * @param horizon how long DocuSign may be away without a caller noticing; zero for none
     * @param chance 0 to 1, drawn anew for each token
     */
    public static Duration beforeExpiry(Duration life, Duration horizon, double chance) {
        Duration jitter =
                Duration.ofMillis((long) (life.dividedBy(JITTER_PER_LIFE).toMillis() * chance));
        Duration early = MARGIN.plus(horizon).plus(jitter);
        Duration half = life.dividedBy(2);
        return early.compareTo(half) > 0 ? half : early;
    }
}
