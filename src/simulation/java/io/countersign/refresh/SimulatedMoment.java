package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/** A way without faults: each statement takes a moment. */
record SimulatedMoment(SimulatedTime time) implements SimulatedWire {
    @Override
    public <T> Uni<T> send(String name, Supplier<T> statement) {
        return Uni.createFrom().item(() -> {
            time.runUntil(time.now() + SimulatedTime.MILLISECOND);
            return statement.get();
        });
    }
}
