package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does with keys in some runs: rotations of tenants' keys and rewraps, beside everything else, as
 * {@code KeyRotations} and {@code Rewrapping} do them. What is read is written some time later, and what is to follow
 * may be left to another replica.
 */
final class SimulatedRotations {
    private static final long QUIET = 20 * SimulatedTime.SECOND;
    private static final long AGAIN = 5 * SimulatedTime.SECOND;
    private static final long TAKEN_OVER = 30 * SimulatedTime.SECOND;
    private static final long STEP = 2 * SimulatedTime.SECOND;
    private static final long LOOK = 50 * SimulatedTime.MILLISECOND;
    private static final long COMMIT = 200 * SimulatedTime.MILLISECOND;
    private static final long STOPPED = 60 * SimulatedTime.SECOND;

    private final SimulatedTime time;
    private final SimulatedWorld world;
    private final Random random;
    private final SimulatedRetirements retirements;
    private boolean healed;

    /** @param seed of a generator of its own: other draws stay what they are without rotations */
    SimulatedRotations(SimulatedWorld world, long seed) {
        this.time = world.time();
        this.world = world;
        this.random = new Random(~seed);
        this.retirements = new SimulatedRetirements(world, seed);
    }

    /** From now on no statement is lost, and nobody is killed. */
    void heal() {
        healed = true;
    }

    private long within(long most) {
        return random.nextLong(most);
    }

    /** In three of ten runs, some of each. */
    void plan(List<String> tenants, long end) {
        if (random.nextInt(10) >= 3) {
            return;
        }
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            String tenant = tenants.get(random.nextInt(tenants.size()));
            time.after(within(end), () -> rotate(tenant));
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            String tenant = tenants.get(random.nextInt(tenants.size()));
            time.after(within(end), () -> rewrap(tenant));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            String tenant = tenants.get(random.nextInt(tenants.size()));
            time.after(within(end), () -> consent(tenant));
        }
        retirements.plan(tenants, end);
    }

    void judgeEnd() {
        retirements.judgeEnd();
    }

    /** Does something to the row of a tenant's keyset, with the key to wrap it with, once nobody holds either. */
    private void change(String tenant, Consumer<String> change) {
        if (world.keys().isShared(tenant)) {
            time.after(LOOK, () -> change(tenant, change));
        } else {
            // Behind a retirement somebody else may have come: at the moment of the change it has to be free.
            world.wrappings().lock(retirements.primary(), key -> {
                if (world.keys().isShared(tenant)) {
                    time.after(LOOK, () -> change(tenant, change));
                } else {
                    change.accept(key);
                }
                world.wrappings().release(key);
            });
        }
    }

    /** One at a time for a tenant. */
    private void rotate(String tenant) {
        change(tenant, key -> {
            if (world.keys().of(tenant).all().size() == 1) {
                world.keys().add(tenant, key);
                time.after(QUIET, () -> goOn(tenant));
                rewrap(tenant);
            }
        });
    }

    /** In one of three the replica is stopped in the middle of the transaction that stores it. */
    private void consent(String tenant) {
        SimulatedRow row = world.rows().named(tenant, "default");
        if (row == null || row.impersonates()) {
            return;
        }
        ConnectionId id = row.id;
        SimulatedProvider.Issued tokens = world.provider().authorise(id.uuid());
        UUID key = world.keys().share(tenant);
        time.after(within(random.nextInt(3) > 0 ? COMMIT : STOPPED), () -> {
            world.rows().consent(id, tokens, world.provider().refreshLife, key);
            world.keys().release(tenant);
        });
    }

    /** What was read before is written after the keyset may have got another key. */
    private void rewrap(String tenant) {
        time.after(within(STEP), () -> {
            SimulatedKeys.Keys read = world.keys().of(tenant);
            time.after(within(STEP), () -> {
                world.keys().rewrap(tenant, read, SimulatedKeys.NEXT);
                world.keys().judge(tenant, world.rows(), world.imports());
            });
        });
    }

    private void goOn(String tenant) {
        UUID version = world.keys().of(tenant).primary();
        List<SimulatedRow> rows = Stream.concat(
                        world.rows().all().values().stream().flatMap(row -> Stream.of(row, row.pending)),
                        world.imports().all().values().stream())
                .filter(Objects::nonNull)
                .filter(row -> row.id.tenant().equals(tenant))
                .filter(row -> row.sealedUnder != null && !row.sealedUnder.equals(version))
                .toList();
        // Whatever becomes of single statements, the end is tried: the key must not leave for that.
        rows.stream().filter(row -> random.nextInt(5) > 0 || healed).forEach(row -> {
            SimulatedSeal read = SimulatedSeal.of(row);
            time.after(within(STEP), () -> reseal(row, read, version));
        });
        boolean killed = random.nextInt(4) == 0 && !healed;
        time.after(killed ? TAKEN_OVER : STEP, () -> end(tenant, killed));
    }

    /** I20, of a rotation: nothing else of a row changes. */
    private void reseal(SimulatedRow row, SimulatedSeal read, UUID version) {
        String before = state(row);
        SimulatedSeal tokens = SimulatedSeal.of(row);
        world.rows().reseal(row, read, version);
        if (!before.equals(state(row)) || !tokens.isOf(row)) {
            time.violation("I20: a rotation made %s of %s".formatted(row, before));
        }
        world.keys().judge(row);
    }

    private static String state(SimulatedRow row) {
        return "%s until %d, held until %d, due %s, %d calls"
                .formatted(row, row.leaseUntil, row.heldUntil, row.dueAt, row.calls.size());
    }

    private void end(String tenant, boolean killed) {
        if (killed) {
            time.after(AGAIN, () -> goOn(tenant));
            return;
        }
        change(tenant, key -> {
            if (!world.keys().remove(tenant, key, world.rows(), world.imports())) {
                time.after(AGAIN, () -> goOn(tenant));
            }
        });
    }

    /** The tokens of a row as somebody has read them. */
    record SimulatedSeal(
            long generation,
            @Nullable String accessToken,
            @Nullable String refreshToken) {
        static SimulatedSeal of(SimulatedRow row) {
            return new SimulatedSeal(row.generation, row.accessToken, row.refreshToken);
        }

        boolean isOf(SimulatedRow row) {
            return equals(of(row));
        }
    }
}
