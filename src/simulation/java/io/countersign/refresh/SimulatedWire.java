package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/** The way of a statement to the database and of its answer back. */
interface SimulatedWire {

    /** @param statement takes effect at once when it arrives */
    <T> Uni<T> send(String name, Supplier<T> statement);
}
