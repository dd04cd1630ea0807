package io.countersign.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * What many callers got who asked without a pause, in numbers only: a hundred thousand answers would fill the memory.
 *
 * @param good answers that were as wanted
 * @param refused all others
 */
record Counted(long good, long refused) {

    /**
     * Returns when each caller has had its last answer.
     *
     * @param callers how many ask at once
     * @param more whether the request with that number is made, which says when to end
     * @param request makes it and waits for its answer
     */
    static Counted of(int callers, IntPredicate more, IntFunction<Answer> request) {
        AtomicInteger next = new AtomicInteger();
        LongAdder good = new LongAdder();
        LongAdder refused = new LongAdder();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            all.add(Thread.ofVirtual().start(() -> {
                for (int number = next.getAndIncrement(); more.test(number); number = next.getAndIncrement()) {
                    (request.apply(number).isOk() ? good : refused).increment();
                }
            }));
        }
        for (Thread each : all) {
            try {
                each.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return new Counted(good.sum(), refused.sum());
    }
}
