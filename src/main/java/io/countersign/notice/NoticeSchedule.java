package io.countersign.notice;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.countersign.database.OneComplaint;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** When this replica follows the trail, delivers, and removes what is old. Every replica has the same schedule. */
@ApplicationScoped
class NoticeSchedule {
    /** Before what is under way is waited for. */
    private static final int FIRST = 1;

    private final TrailFollower follower;
    private final Deliverer deliverer;
    private final PendingDeliveries deliveries;
    private final boolean on;
    private final Duration retention;

    private final OneComplaint following = new OneComplaint("Turning events into notices");
    private final OneComplaint releasing = new OneComplaint("Looking for notices that wait for nobody");
    private final OneComplaint removing = new OneComplaint("Removing old deliveries");

    NoticeSchedule(
            TrailFollower follower,
            Deliverer deliverer,
            PendingDeliveries deliveries,
            NoticeConfiguration configuration) {
        this.follower = follower;
        this.deliverer = deliverer;
        this.deliveries = deliveries;
        this.on = configuration.background();
        this.retention = configuration.retention();
    }

    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        deliverer.stop();
    }

    @Scheduled(every = "1s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> follow() {
        return on
                ? following.about(follower.follow().invoke(this::deliverAtOnce))
                : Uni.createFrom().voidItem();
    }

    @Scheduled(every = "1s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> deliver() {
        return on ? deliverer.tick() : Uni.createFrom().voidItem();
    }

    /** Nobody waits for it: whoever follows goes on following. */
    private void deliverAtOnce(long made) {
        if (made > 0) {
            deliverer.goOn().subscribe().with(claimed -> {});
        }
    }

    @Scheduled(every = "10s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> release() {
        return on
                ? releasing.about(deliveries.releaseForgotten())
                : Uni.createFrom().voidItem();
    }

    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> removeOld() {
        return on ? removing.about(removeAll()) : Uni.createFrom().voidItem();
    }

    private Uni<Void> removeAll() {
        return Multi.createBy()
                .repeating()
                .uni(() -> deliveries.dropOlderThan(retention))
                .whilst(dropped -> dropped > 0)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
