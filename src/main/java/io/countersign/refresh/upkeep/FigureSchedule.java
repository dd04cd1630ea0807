package io.countersign.refresh.upkeep;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.countersign.database.OneComplaint;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * When this replica looks at the rows for its metrics: also where it renews nothing in the background, so that each of
 * them tells the same.
 */
@ApplicationScoped
class FigureSchedule {
    private final WaitingFigures waiting;
    private final GateFigures gates;
    private final ConnectionFigures connections;
    private final OneComplaint looking = new OneComplaint("Looking at what waits for its renewal");
    private final OneComplaint lookingAtGates = new OneComplaint("Looking at the gates");
    private final OneComplaint counting = new OneComplaint("Counting connections");

    FigureSchedule(WaitingFigures waiting, GateFigures gates, ConnectionFigures connections) {
        this.waiting = waiting;
        this.gates = gates;
        this.connections = connections;
    }

    /** One after the other, though one of them fails. */
    @Scheduled(every = "15s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> look() {
        return looking.about(waiting.look()).chain(() -> lookingAtGates.about(gates.look()));
    }

    @Scheduled(every = "60s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> count() {
        return counting.about(connections.count());
    }
}
