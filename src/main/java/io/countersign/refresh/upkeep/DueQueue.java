package io.countersign.refresh.upkeep;

import io.countersign.refresh.Target;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the background has to look at, by the database's clock. Every replica asks; the rows see to it that each is
 * handed out once.
 */
public interface DueQueue {

    /**
     * Claims due connections, the longest due first, and moves their due time ahead by that much, so that nobody else
     * claims them meanwhile. A claim gives no right to send anything: the lease is taken at call time, with the claimed
     * generation. Of an integration, a grant whose gate is closed is left out; of one that waits for a probe a single
     * connection is claimed.
     *
     * @param each at most so many of each integration and grant
     * @param most and so many in all
     * @param except integrations to leave out
     */
    Uni<List<Target>> claim(int each, int most, Set<String> except, Duration ahead);

    /**
     * A claimed connection could not be tried yet: it is due again after that long, if it still has that generation.
     */
    Uni<Void> putBack(Target target, Duration pause);

    /**
     * Where an integration has other client secrets than when its gate was closed or a verdict was found: opens the
     * gate, and makes its held and {@code consent_required} connections due at once, their back-off cleared unless
     * somebody holds the lease.
     *
     * @return how many connections became due
     */
    Uni<Integer> revive();

    /**
     * Records {@code connection.expiring} for each active connection whose refresh token's computed end has come within
     * 14, 7, 3 or 1 days, once per level.
     *
     * @return how many events were recorded
     */
    Uni<Integer> warn();
}
