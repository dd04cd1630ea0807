package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * Between one replica and the database: statements travel, wait, get lost, and arrive when nobody waits for them any
 * more.
 */
final class SimulatedNetwork implements SimulatedWire {
    private static final long QUERY_TIMEOUT = 10 * SimulatedTime.SECOND;

    private final SimulatedTime time;
    private final SimulatedFaults faults;
    private final SimulatedReplica replica;

    SimulatedNetwork(SimulatedTime time, SimulatedFaults faults, SimulatedReplica replica) {
        this.time = time;
        this.faults = faults;
        this.replica = replica;
    }

    @Override
    public <T> Uni<T> send(String name, Supplier<T> statement) {
        return Uni.createFrom().emitter(answer -> send(name, statement, answer));
    }

    private <T> void send(String name, Supplier<T> statement, UniEmitter<? super T> answer) {
        SimulatedFaults.Statement fate = faults.ofStatement();
        time.log("%s %s %s", replica.process(), name, fate);
        long there = travel();
        switch (fate) {
            case DONE -> arrives(there, name, statement, answer);
            case SLOW -> {
                long slow = there + time.between(0, 20 * SimulatedTime.SECOND);
                faults.underWay(slow + SimulatedTime.SECOND);
                replica.disturbed(slow + SimulatedTime.SECOND);
                arrives(slow, name, statement, answer);
            }
            case LOST -> {
                replica.disturbed(there);
                fails(there, answer);
            }
            case UNKNOWN -> {
                replica.disturbed(SimulatedTime.SECOND / 10);
                takesEffect(there, name, statement);
                fails(there + travel(), answer);
            }
            case LATE -> {
                faults.underWay(QUERY_TIMEOUT);
                replica.disturbed(QUERY_TIMEOUT);
                takesEffect(faults.queuedFor(), name, statement);
                fails(QUERY_TIMEOUT, answer);
            }
        }
    }

    private <T> void arrives(long delay, String name, Supplier<T> statement, UniEmitter<? super T> answer) {
        String process = replica.process();
        time.after(delay, () -> {
            if (reaches(process)) {
                T item = statement.get();
                time.log("%s %s = %s", process, name, item);
                if (replica.lives(process)) {
                    replica.later(travel(), () -> answer.complete(item));
                }
            }
        });
    }

    private void takesEffect(long delay, String name, Supplier<?> statement) {
        String process = replica.process();
        time.after(delay, () -> {
            if (reaches(process)) {
                Object item = statement.get();
                time.log("%s %s = %s, unheard", process, name, item);
            }
        });
    }

    /** A dead process' bytes may be under way or still have been in its memory. */
    private boolean reaches(String process) {
        return replica.lives(process) || time.chance(0.5);
    }

    private void fails(long delay, UniEmitter<?> answer) {
        replica.later(delay, () -> answer.fail(new IOException("The database is away")));
    }

    private long travel() {
        return time.between(SimulatedTime.MILLISECOND / 5, 3 * SimulatedTime.MILLISECOND);
    }
}
