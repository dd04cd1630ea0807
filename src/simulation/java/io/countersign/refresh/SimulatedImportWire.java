package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way of an import's statements. I16: none of them changes anything of a connection, but for its last error. */
final class SimulatedImportWire implements SimulatedWire {
    private final SimulatedWire wire;
    private final SimulatedRows connections;
    private final SimulatedTime time;

    SimulatedImportWire(SimulatedWire wire, SimulatedRows connections, SimulatedTime time) {
        this.wire = wire;
        this.connections = connections;
        this.time = time;
    }

    private record Standing(
            UUID connection,
            SimulatedRow.State state,
            long generation,
            @Nullable String accessToken,
            @Nullable String refreshToken,
            @Nullable UUID leaseOwner,
            long leaseUntil,
            long heldUntil,
            @Nullable Long dueAt,
            int failures,
            boolean unsure,
            boolean forced) {}

    @Override
    public <T> Uni<T> send(String name, Supplier<T> statement) {
        return wire.send("import: " + name, () -> {
            List<Standing> before = standings();
            T answer = statement.get();
            if (!standings().equals(before)) {
                time.violation("I16: \"%s\" of an import changes a connection: %s".formatted(name, before));
            }
            return answer;
        });
    }

    private List<Standing> standings() {
        return connections.all().values().stream()
                .map(row -> new Standing(
                        row.id.uuid(),
                        row.state,
                        row.generation,
                        row.accessToken,
                        row.refreshToken,
                        row.leaseOwner,
                        row.leaseUntil,
                        row.heldUntil,
                        row.dueAt,
                        row.failures,
                        row.unsure,
                        row.forced))
                .toList();
    }
}
