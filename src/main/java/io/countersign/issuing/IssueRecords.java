package io.countersign.issuing;

import io.countersign.clock.MonotonicClock;
import io.countersign.database.Seconds;
import io.countersign.issuing.IssueRecord.Use;
import io.countersign.refresh.RefreshConfiguration;
import io.countersign.refresh.upkeep.DueTimes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/**
 * Counts in memory which tokens were issued to whom, until somebody takes the records away. Bounded: what does not fit
 * is counted, not kept.
 */
@ApplicationScoped
class IssueRecords {
    static final int LARGEST = 20_000;

    /** What waits longer for the database is apart, since it may be of different hours. */
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

    private final ConcurrentHashMap<Use, IssueRecord> records = new ConcurrentHashMap<>();
    private final Counter lost;
    private final MonotonicClock clock;
    private final DoubleSupplier chance;
    private final Duration horizon;

    @Inject
    IssueRecords(MeterRegistry registry, MonotonicClock clock, SecureRandom random, RefreshConfiguration refresh) {
        this(registry, clock, random::nextDouble, refresh.outageHorizon());
    }

    /** For tests. */
    IssueRecords(MeterRegistry registry, MonotonicClock clock, DoubleSupplier chance, Duration horizon) {
        this.lost = Counter.builder("countersign.issuing.records.lost")
                .description("Issued tokens without an issue record, because too many waited for the database")
                .register(registry);
        this.clock = clock;
        this.chance = chance;
        this.horizon = horizon;
    }

    void issued(String actor, Door door, Issuable issuable) {
        long now = clock.nanoTime();
        Use use = new Use(actor, door, issuable.id(), issuable.generation(), Math.floorDiv(now, WINDOW_NANOS));
        IssueRecord known = records.computeIfPresent(
                use, (same, record) -> record.plus(new IssueRecord(use, now, now, 1, record.earlySeconds())));
        if (known == null) {
            keep(new IssueRecord(use, now, now, 1, earlySeconds(issuable)));
        }
    }

    /** Takes so many records out, or all there are. */
    List<IssueRecord> take(int most) {
        List<IssueRecord> taken = new ArrayList<>();
        Iterator<Use> uses = records.keySet().iterator();
        while (uses.hasNext() && taken.size() < most) {
            IssueRecord record = records.remove(uses.next());
            if (record != null) {
                taken.add(record);
            }
        }
        return taken;
    }

    /** For records that could not be written. */
    void giveBack(List<IssueRecord> taken) {
        taken.forEach(this::keep);
    }

    private void keep(IssueRecord record) {
        if (records.size() >= LARGEST && !records.containsKey(record.use())) {
            lost.increment((double) record.count());
            return;
        }
        records.merge(record.use(), record, IssueRecord::plus);
    }

    private double earlySeconds(Issuable issuable) {
        Duration life = Seconds.duration(issuable.lifeSeconds());
        return DueTimes.beforeExpiry(life, horizon, chance.getAsDouble()).toMillis() / 1000.0;
    }
}
