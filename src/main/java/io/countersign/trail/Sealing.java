package io.countersign.trail;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.countersign.audit.StoredEvents;
import io.countersign.crypto.Digest;
import io.countersign.database.DatabaseReach;
import io.countersign.database.OneComplaint;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Seals the trail, on every replica: of two that do at once, one's seal stands. It goes on from the last seal that
 * holds. Without the vault's own key nothing is sealed, and the events wait. Two statements where nothing is to be
 * done, and none of them on the path of a request.
 */
@ApplicationScoped
class Sealing {
    private static final Logger LOG = Logger.getLogger(Sealing.class);

    /** In a row, where many events wait: then comes the next turn. */
    private static final int MOST_AT_ONCE = 50;

    private final SealRows seals;
    private final LastSeal last;
    private final BrokenTrail broken;
    private final StoredEvents events;
    private final SealFigures figures;
    private final DatabaseReach database;
    private final Duration every;
    private volatile @Nullable Seal known;
    private final OneComplaint complaint = new OneComplaint("Sealing the audit trail");

    Sealing(
            SealRows seals,
            LastSeal last,
            BrokenTrail broken,
            StoredEvents events,
            SealFigures figures,
            DatabaseReach database,
            TrailConfiguration configuration) {
        this.seals = seals;
        this.last = last;
        this.broken = broken;
        this.events = events;
        this.figures = figures;
        this.database = database;
        this.every = configuration.sealEvery();
    }

    /** Each replica's turn. */
    @Scheduled(every = "10s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> look() {
        return database.isAway() ? Uni.createFrom().voidItem() : complaint.about(sealAll(every));
    }

    /**
     * Seals as long as there is enough for a full seal, and once more if an event is old enough.
     *
     * @param age how old it has to be
     */
    Uni<Void> sealAll(Duration age) {
        return Multi.createBy()
                .repeating()
                .uni(() -> sealOnce(age))
                .whilst(goesOn -> goesOn)
                .select()
                .first(MOST_AT_ONCE)
                .onItem()
                .ignoreAsUni();
    }

    /** Answers whether there may be more. */
    private Uni<Boolean> sealOnce(Duration age) {
        return last.find().call(found -> missTheKnown(found.tip().orElse(null))).chain(found -> switch (found) {
            case LastSeal.Found.Proven(SealTip tip) -> sealBehind(tip, age);
            case LastSeal.Found.Unproven(SealEnd end) ->
                events.after(end.place(), 1).map(tail -> {
                    figures.unproven(tail.age());
                    return false;
                });
            case LastSeal.Found.Buried buried -> Uni.createFrom().item(false);
        });
    }

    /**
     * Tells where the newest seal that was known does not stand there any more, or is another one, or the last that
     * holds does not go back to it, whatever stands above and below it. Looks for it only where it is not the tip
     * itself.
     *
     * @param tip where the trail is sealed to, if that was found
     */
    private Uni<Void> missTheKnown(@Nullable SealTip tip) {
        Seal missed = known;
        if (missed == null || (tip != null && tip.seal() != null && isSame(tip.seal(), missed))) {
            return Uni.createFrom().voidItem();
        }
        return seals.after(missed.number() - 1, 1)
                .map(rows -> rows.stream().anyMatch(row -> isSame(row.seal(), missed)))
                .chain(there -> there && tip != null
                        ? SealLine.read(seals, tip.hash(), missed.number()).map(line -> line.has(missed.number()))
                        : Uni.createFrom().item(there))
                .invoke(stands -> {
                    if (!stands) {
                        known = null;
                        broken.tellGone(BrokenSeal.of(missed, BrokenSeal.Found.GONE));
                    }
                })
                .replaceWithVoid();
    }

    private static boolean isSame(Seal one, Seal other) {
        return one.number() == other.number() && Digest.same(one.mac(), other.mac());
    }

    /** One with a higher number that does not hold for now stays known: it cannot go unmissed. */
    private void know(@Nullable Seal seal) {
        Seal former = known;
        if (seal != null && (former == null || former.number() <= seal.number())) {
            known = seal;
        }
    }

    private Uni<Boolean> sealBehind(SealTip tip, Duration age) {
        know(tip.seal());
        return events.after(tip.end().place(), Seal.MOST_EVENTS).chain(tail -> {
            figures.tell(tip.seal(), tail.age());
            return SealPlan.next(tip.end(), tip.next(), tail, age, tip.now(), tip.hash())
                    .map(this::add)
                    .orElseGet(() -> Uni.createFrom().item(false));
        });
    }

    private Uni<Boolean> add(Seal seal) {
        return seals.add(seal).map(added -> {
            if (added) {
                know(seal);
                figures.tell(seal, Duration.ZERO);
                LOG.infof(
                        "audit_sealed number=%d events=%d last=%s mac=%s",
                        seal.number(), seal.events(), seal.last(), seal.macText());
            }
            return added && seal.events() == Seal.MOST_EVENTS;
        });
    }
}
