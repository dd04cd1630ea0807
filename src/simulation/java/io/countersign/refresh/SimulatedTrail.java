package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The audit trail, as far as it tells of states. */
final class SimulatedTrail {

    /** What happened to a connection, by its name in the real trail. */
    enum Type {
        CONNECTED("connection.connected"),
        RECOVERED("connection.recovered"),
        CONSENT_REQUIRED("connection.consent_required"),
        DISCONNECTED("connection.disconnected"),
        /** By somebody who came back from DocuSign, or by an operator who wants another try. */
        LED_BACK("connection.retried");

        final String name;

        Type(String name) {
            this.name = name;
        }
    }

    /** @param reason why a consent is or was required, else null */
    record Event(UUID connection, Type type, @Nullable ConsentReason reason) {
        @Override
        public String toString() {
            return reason == null ? type.name : type.name + " " + reason.wireName();
        }
    }

    /** A state as it is shown. */
    record Stage(SimulatedRow.State state, @Nullable ConsentReason reason) {}

    private final List<Event> events = new ArrayList<>();

    void record(SimulatedRow row, Type type, @Nullable ConsentReason reason) {
        events.add(new Event(row.id.uuid(), type, reason));
    }

    List<Event> of(UUID connection) {
        return events.stream()
                .filter(event -> event.connection().equals(connection))
                .toList();
    }

    /** The states that a connection must have had, by its events. A recovery that brought nothing back was none. */
    List<Stage> stages(UUID connection) {
        List<Stage> stages = new ArrayList<>();
        stages.add(new Stage(SimulatedRow.State.AWAITING_CONSENT, null));
        for (Event event : of(connection)) {
            Stage before = stages.getLast();
            Stage after = after(event, before);
            if (!after.equals(before) || event.type() == Type.RECOVERED) {
                stages.add(after);
            }
        }
        return stages;
    }

    private static Stage after(Event event, Stage before) {
        return switch (event.type()) {
            case CONNECTED -> new Stage(SimulatedRow.State.ACTIVE, null);
            case RECOVERED ->
                before.equals(new Stage(SimulatedRow.State.CONSENT_REQUIRED, event.reason()))
                        ? new Stage(SimulatedRow.State.ACTIVE, null)
                        : before;
            case CONSENT_REQUIRED -> new Stage(SimulatedRow.State.CONSENT_REQUIRED, event.reason());
            case DISCONNECTED -> new Stage(SimulatedRow.State.DISCONNECTED, null);
            case LED_BACK -> new Stage(SimulatedRow.State.AWAITING_CONSENT, null);
        };
    }
}
