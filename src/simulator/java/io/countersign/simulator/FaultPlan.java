package io.countersign.simulator;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The faults that await their calls. A call takes the first entry that is meant for it: those for the next calls in the
 * order they were added, then the lasting ones. Safe for use by several threads.
 */
public final class FaultPlan {
    private final List<Planned> next = new ArrayList<>();
    private final List<Fault> lasting = new ArrayList<>();
    private final List<HeldCall> held = new ArrayList<>();

    FaultPlan() {}

    /**
     * One entry of the plan.
     *
     * @param times how many calls it is still for; null means all of them
     * @param fault what happens to them
     */
    public record Planned(@Nullable Integer times, Fault fault) {
        /** Checks that the number is positive. */
        public Planned {
            requireNonNull(fault, "fault is null");
            if (times != null && times < 1) {
                throw new IllegalArgumentException("times must be positive or absent, not " + times);
            }
        }
    }

    /** Lets a fault happen to the next call it is meant for. */
    public void once(Fault fault) {
        next(1, fault);
    }

    /** Lets a fault happen to the next calls it is meant for, {@code times} of them. */
    public synchronized void next(int times, Fault fault) {
        next.add(new Planned(times, fault));
    }

    /** Lets a fault happen to all calls it is meant for, until {@link #clear()}. */
    public synchronized void always(Fault fault) {
        lasting.add(requireNonNull(fault, "fault is null"));
    }

    /**
     * Lets the next call wait until the result is closed, then take its faults. Not in JSON: for whoever runs in the
     * same process.
     */
    public synchronized HeldCall hold(FaultTarget target) {
        HeldCall call = new HeldCall(requireNonNull(target, "target is null"));
        held.add(call);
        return call;
    }

    /** Forgets every fault and lets every call go on. */
    public synchronized void clear() {
        held.forEach(HeldCall::close);
        held.clear();
        next.clear();
        lasting.clear();
    }

    /** What is planned now, in the order in which it is looked through. */
    public synchronized List<Planned> planned() {
        List<Planned> all = new ArrayList<>(next);
        lasting.forEach(fault -> all.add(new Planned(null, fault)));
        return all;
    }

    synchronized void replace(List<Planned> plan) {
        clear();
        plan.forEach(this::add);
    }

    synchronized void add(Planned entry) {
        Integer times = entry.times();
        if (times == null) {
            always(entry.fault());
        } else {
            next(times, entry.fault());
        }
    }

    /** Waits if the call is to be held. */
    void pass(FaultTarget call) {
        takeHeld(call).ifPresent(HeldCall::pass);
    }

    private synchronized Optional<HeldCall> takeHeld(FaultTarget call) {
        Optional<HeldCall> first =
                held.stream().filter(waiting -> waiting.isFor(call)).findFirst();
        first.ifPresent(held::remove);
        return first;
    }

    synchronized Optional<Fault> take(FaultTarget call) {
        for (int i = 0; i < next.size(); i++) {
            Planned entry = next.get(i);
            if (entry.fault().target().covers(call)) {
                useUp(i, entry);
                return Optional.of(entry.fault());
            }
        }
        return lasting.stream().filter(fault -> fault.target().covers(call)).findFirst();
    }

    private void useUp(int index, Planned entry) {
        Integer times = entry.times();
        if (times == null || times == 1) {
            next.remove(index);
        } else {
            next.set(index, new Planned(times - 1, entry.fault()));
        }
    }
}
