package io.countersign.refresh;

import java.util.List;
import java.util.Random;

/**
 * A new key of the keyring for the old one, as an operator has it in some of the runs with rotations: rewraps and
 * retirements until one succeeds. Meanwhile keysets are made by replicas of either configuration.
 */
final class SimulatedRetirements {
    private static final long STATEMENT = 200 * SimulatedTime.MILLISECOND;
    private static final long REWRAP = 2 * SimulatedTime.SECOND;
    private static final long AGAIN = 3 * SimulatedTime.SECOND;
    private static final long AROUND = 10 * SimulatedTime.SECOND;
    private static final int MOST_MADE = 12;

    private final SimulatedTime time;
    private final SimulatedWorld world;
    private final SimulatedWrappings wrappings;
    private final Random random;
    private boolean wanted;

    /** @param seed of a generator of its own: other draws stay what they are without retirements */
    SimulatedRetirements(SimulatedWorld world, long seed) {
        this.time = world.time();
        this.world = world;
        this.wrappings = world.wrappings();
        this.random = new Random(~seed * 31);
    }

    /** In two of three runs with rotations. */
    void plan(List<String> tenants, long end) {
        wanted = random.nextInt(3) > 0;
        if (!wanted) {
            return;
        }
        tenants.forEach(world.keys()::of);
        long begin = within(end);
        time.after(begin, this::retire);
        for (int i = 1 + random.nextInt(MOST_MADE); i > 0; i--) {
            String owner = "made" + i;
            time.after(begin - AROUND / 2 + within(AROUND), () -> make(owner));
        }
    }

    private long within(long most) {
        return random.nextLong(most);
    }

    /** The primary key of some replica: one has kept its configuration. */
    String primary() {
        return random.nextBoolean() ? SimulatedKeys.FORMER : SimulatedKeys.NEXT;
    }

    private void make(String owner) {
        wrappings.lock(
                primary(),
                key -> time.after(within(STATEMENT), () -> {
                    world.keys().make(owner, key);
                    wrappings.release(key);
                }));
    }

    /** A retirement is refused where a keyset has come since the rewrap, and asked for again. */
    private void retire() {
        if (wrappings.isRetired(SimulatedKeys.FORMER)) {
            return;
        }
        wrappings.target(SimulatedKeys.NEXT);
        world.keys().owners().forEach(this::rewrap);
        time.after(REWRAP - STATEMENT + within(REWRAP), () -> {
            wrappings.retire(
                    SimulatedKeys.FORMER,
                    () -> time.after(within(STATEMENT), () -> wrappings.end(SimulatedKeys.FORMER)));
            time.after(AGAIN, this::retire);
        });
    }

    private void rewrap(String owner) {
        SimulatedKeys.Keys read = world.keys().of(owner);
        time.after(within(REWRAP), () -> world.keys().rewrap(owner, read, SimulatedKeys.NEXT));
    }

    /** I19, of the keyring: once everything works, the old key is retired. */
    void judgeEnd() {
        if (wanted && !wrappings.isRetired(SimulatedKeys.FORMER)) {
            time.violation("I19: %s is not retired".formatted(SimulatedKeys.FORMER));
        }
    }
}
