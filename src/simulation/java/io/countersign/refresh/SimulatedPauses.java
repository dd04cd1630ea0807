package io.countersign.refresh;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Nobody gets a lease in the rest after a renewal or in the back-off after a failure, whoever asks. */
final class SimulatedPauses {
    private record Pause(long since, long until) {}

    private final SimulatedTime time;
    private final Map<UUID, Pause> pauses = new HashMap<>();

    SimulatedPauses(SimulatedTime time) {
        this.time = time;
    }

    void begins(SimulatedRow row, Duration pause) {
        pauses.put(row.id.uuid(), new Pause(time.now(), time.databaseNow() + pause.toNanos()));
    }

    /** An operator, new client secrets or another grant. */
    void isCutShort(SimulatedRow row) {
        pauses.remove(row.id.uuid());
    }

    /** A pause that has ended by the database's clock does not begin anew where that is set back. */
    void leased(SimulatedRow row) {
        Pause pause = pauses.get(row.id.uuid());
        if (pause != null && time.databaseLatestSince(pause.since()) < pause.until()) {
            time.violation("%s gets a lease in its rest or back-off".formatted(row));
        }
    }
}
