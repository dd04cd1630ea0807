package io.countersign.refresh.upkeep;

import io.countersign.refresh.Pulse;
import io.countersign.refresh.RefreshTimes;
import io.countersign.refresh.Renewal;
import io.countersign.refresh.Target;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Renews what is due without anybody asking for it: claims it, and begins with it in turns that requests leave free.
 * What it began belongs to the engine; correctness comes from the rows, so that every replica may do this.
 */
public final class BackgroundRefresh {

    /** The engine, as the background uses it. */
    public interface Turns {

        /** Whether this replica can do the work now; if not, it is left to others. */
        default boolean able() {
            return true;
        }

        /** How long until the integration has a turn that nobody has taken; zero if it is now. */
        Duration untilFree(String integration);

        /** Renews in a turn that is free now; {@link Renewal.NotBefore} without one. */
        Uni<Renewal> renew(Target target);
    }

    private final DueQueue queue;
    private final Turns turns;
    private final Pulse pulse;
    private final int each;
    private final int most;
    private final Duration ahead;
    private final Duration lease;

    /** Connections that are claimed and not ended yet, by integration. */
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

    private volatile boolean stopped;

    /**
     * @param each so many connections of an integration are under way before no more of it are claimed: those of a
     *     second
     * @param most so many connections are under way at once
     * @param times how long nobody else claims what was claimed, and how long another replica may hold a lease
     */
    public BackgroundRefresh(DueQueue queue, Turns turns, Pulse pulse, int each, int most, RefreshTimes times) {
        this.queue = queue;
        this.turns = turns;
        this.pulse = pulse;
        this.each = each;
        this.most = most;
        this.ahead = times.claim();
        this.lease = times.lease();
    }

    /**
     * Claims as much as there is room for and begins with it; completes when it is claimed. Fails if the database does.
     */
    public Uni<Void> tick() {
        return Uni.createFrom().deferred(() -> {
            int room = most - underWay();
            if (stopped || room <= 0 || !turns.able()) {
                return Uni.createFrom().voidItem();
            }
            long asked = pulse.nanoTime();
            return queue.claim(Math.min(each, room), room, busy(), ahead)
                    .invoke(claimed -> begin(claimed, asked))
                    .replaceWithVoid();
        });
    }

    /** Claims and begins nothing any more. */
    public void stop() {
        stopped = true;
    }

    /** How many connections are claimed and not ended yet. */
    public int underWay() {
        return underWay.values().stream().mapToInt(Integer::intValue).sum();
    }

    private Set<String> busy() {
        return underWay.entrySet().stream()
                .filter(integration -> integration.getValue() >= each)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private void begin(List<Target> claimed, long asked) {
        claimed.forEach(target -> underWay.merge(target.integration(), 1, Integer::sum));
        byIntegration(claimed)
                .forEach(line -> Multi.createFrom()
                        .iterable(line)
                        .onItem()
                        .transformToUniAndConcatenate(target -> turnOf(target, asked)
                                // Whatever went wrong: it is not under way any more, and the next in the line gets its
                                // turn.
                                .onFailure()
                                .recoverWithItem(false)
                                .invoke(free -> begin(target, free)))
                        .subscribe()
                        .with(begun -> {}));
    }

    private static Collection<List<Target>> byIntegration(List<Target> targets) {
        return targets.stream()
                .collect(Collectors.groupingBy(Target::integration, LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    /** Waits for a turn; false if none came while the claim lasted. */
    private Uni<Boolean> turnOf(Target target, long asked) {
        return Uni.createFrom().deferred(() -> {
            if (stopped || !turns.able() || pulse.nanoTime() - asked > ahead.toNanos()) {
                return Uni.createFrom().item(false);
            }
            Duration wait = turns.untilFree(target.integration());
            return wait.isZero()
                    ? Uni.createFrom().item(true)
                    : pulse.after(wait).chain(() -> turnOf(target, asked));
        });
    }

    /** The next in the line does not wait for the end of this one. */
    private void begin(Target target, boolean free) {
        Uni<Void> work = !turns.able()
                ? queue.putBack(target, Duration.ZERO)
                : free
                        ? turns.renew(target).chain(renewal -> settle(target, renewal))
                        : Uni.createFrom().voidItem();
        work.onTermination()
                .invoke(() ->
                        underWay.computeIfPresent(target.integration(), (name, count) -> count == 1 ? null : count - 1))
                .subscribe()
                .with(ended -> {}, alreadyLogged -> {});
    }

    /**
     * Whatever was tried here has given the row its next due time; what could not be tried goes back into the queue. So
     * does what another replica is at: if it dies, the row must not wait for the end of this claim.
     */
    private Uni<Void> settle(Target target, Renewal renewal) {
        return switch (renewal) {
            case Renewal.NotBefore notBefore -> queue.putBack(target, notBefore.pause());
            case Renewal.Elsewhere elsewhere -> queue.putBack(target, lease);
            case Renewal.Renewed renewed -> Uni.createFrom().voidItem();
            case Renewal.Superseded superseded -> Uni.createFrom().voidItem();
            case Renewal.ConsentRequired required -> Uni.createFrom().voidItem();
            case Renewal.ConsentMissing missing -> Uni.createFrom().voidItem();
            case Renewal.AccountRefused refused -> Uni.createFrom().voidItem();
            case Renewal.Failed failed -> Uni.createFrom().voidItem();
        };
    }
}
