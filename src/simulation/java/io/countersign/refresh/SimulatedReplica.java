package io.countersign.refresh;

import io.countersign.issuing.SimulatedIssuing;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A process that may be stopped, killed and started again. What is under way to it finds it as it is then. */
final class SimulatedReplica {
    private final SimulatedTime time;
    private final String name;
    private final Function<SimulatedReplica, SimulatedEngine> build;
    private final List<Runnable> backlog = new ArrayList<>();
    private int life;
    private boolean stopped;
    private long stoppedAt;
    private long stoppedFor;
    private long disturbedUntil;
    private boolean draining;

    @Nullable
    private SimulatedEngine engine;

    SimulatedReplica(SimulatedTime time, String name, Function<SimulatedReplica, SimulatedEngine> build) {
        this.time = time;
        this.name = name;
        this.build = build;
    }

    /** The name of this life of the process. */
    String process() {
        return name + "." + life;
    }

    boolean runs() {
        return engine != null;
    }

    /** Whether it takes requests. */
    boolean serves() {
        return runs() && !draining;
    }

    boolean lives(String process) {
        return runs() && process().equals(process);
    }

    Renewals renewals() {
        return engine().renewals();
    }

    /** The monotonic clock of this life of the process. */
    Pulse clock() {
        return engine().clock();
    }

    SimulatedIssuing.Memory memory() {
        return engine().memory();
    }

    SimulatedImporting importing() {
        return engine().importing();
    }

    private SimulatedEngine engine() {
        if (engine == null) {
            throw new IllegalStateException(name + " is down");
        }
        return engine;
    }

    void start() {
        if (engine == null) {
            life++;
            draining = false;
            time.log("%s starts", process());
            engine = build.apply(this);
        }
    }

    /** SIGTERM: no new requests; what it is at goes on. */
    SimulatedEngine drain() {
        time.log("%s drains", process());
        draining = true;
        return engine();
    }

    /** The end after a drain. */
    void exit() {
        end("exits");
    }

    /** kill -9. */
    void crash() {
        if (runs()) {
            end("dies");
        }
    }

    private void end(String how) {
        time.log("%s %s", process(), how);
        engine = null;
        stopped = false;
        backlog.clear();
    }

    /** Its statements do not all get through until then. */
    void disturbed(long nanos) {
        disturbedUntil = Math.max(disturbedUntil, time.now() + nanos);
    }

    /** Until when its statements did not all get through, or it was stopped. */
    long disturbedUntil() {
        return disturbedUntil;
    }

    /** SIGSTOP: time goes on without it. */
    void stop() {
        if (runs()) {
            time.log("%s stops", process());
            stoppedAt = stopped ? stoppedAt : time.now();
            stopped = true;
        }
    }

    boolean isStopped() {
        return stopped;
    }

    /** Whether it has been stopped for so long by now. */
    boolean isStoppedFor(Duration least) {
        return stopped && time.now() - stoppedAt >= least.toNanos();
    }

    /** SIGCONT: whatever came meanwhile is found in any order. */
    void proceed() {
        if (!stopped) {
            return;
        }
        time.log("%s goes on", process());
        stopped = false;
        stoppedFor += time.now() - stoppedAt;
        disturbed(0);
        List<Runnable> waiting = List.copyOf(backlog);
        backlog.clear();
        waiting.forEach(action -> time.after(time.between(0, 10 * SimulatedTime.MILLISECOND), action));
    }

    /** For how long it has been stopped in all. */
    long stoppedFor() {
        return stoppedFor;
    }

    /** Lets something happen in this life of the process, or never. */
    void later(long nanos, Runnable action) {
        String process = process();
        time.after(nanos, () -> inside(process, action));
    }

    private void inside(String process, Runnable action) {
        if (!lives(process)) {
            return;
        }
        if (stopped) {
            backlog.add(() -> inside(process, action));
        } else {
            action.run();
        }
    }

    /** A clock of its own, that goes on while the process is stopped, and that may overflow. */
    Pulse pulse() {
        long base = time.chance(0.5) ? Long.MAX_VALUE - 30 * SimulatedTime.SECOND : time.between(0, Long.MAX_VALUE / 2);
        return new Pulse() {
            @Override
            public long nanoTime() {
                return base + time.now();
            }

            @Override
            public Uni<Void> after(Duration duration) {
                return Uni.createFrom().emitter(waiting -> later(duration.toNanos(), () -> waiting.complete(null)));
            }

            @Override
            public double chance() {
                return time.chance();
            }
        };
    }
}
