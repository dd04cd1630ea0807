package io.countersign.refresh.gate;

import io.countersign.clock.MonotonicClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Whether so many connections fail in this process that DocuSign had better be left alone, gate by gate.
 * A connection counts once, by its last call: one tenant in trouble, however often it is tried, closes the gate for
 * nobody else.
 */
public final class Breaker {
    private static final int LEAST_CONNECTIONS = 10;
    private static final long WINDOW = Duration.ofSeconds(30).toNanos();
    private static final int REMEMBERED = 1000;

    private final MonotonicClock clock;
    private final Map<GateKey, Window> windows = new HashMap<>();

    /** @param clock by which calls are too old to count */
    public Breaker(MonotonicClock clock) {
        this.clock = clock;
    }

    /** Counts a call that brought nothing; true if that was one connection too many: then counting begins anew. */
    public synchronized boolean failed(GateKey gate, UUID connection) {
        Window window = window(gate);
        window.count(connection, clock.nanoTime(), true);
        if (!window.isTooMuch()) {
            return false;
        }
        windows.remove(gate);
        return true;
    }

    /** Counts a call that DocuSign answered as it should, be it with a refusal. */
    public synchronized void succeeded(GateKey gate, UUID connection) {
        window(gate).count(connection, clock.nanoTime(), false);
    }

    /** Begins anew: what was counted led to a closed gate already. */
    public synchronized void forget(GateKey gate) {
        windows.remove(gate);
    }

    /** Of how many gates something is remembered. */
    synchronized int remembered() {
        return windows.size();
    }

    private Window window(GateKey gate) {
        if (windows.size() >= REMEMBERED) {
            long now = clock.nanoTime();
            windows.values().removeIf(window -> window.isPast(now));
        }
        return windows.computeIfAbsent(gate, name -> new Window());
    }

    /** The last call of each connection within half a minute. */
    private static final class Window {
        /** The one that called longest ago first. */
        private final LinkedHashMap<UUID, Call> calls = new LinkedHashMap<>();

        private int failures;

        void count(UUID connection, long now, boolean failure) {
            forgetBefore(now - WINDOW);
            Call former = calls.remove(connection);
            failures -= former != null && former.failure ? 1 : 0;
            calls.put(connection, new Call(now, failure));
            failures += failure ? 1 : 0;
        }

        boolean isTooMuch() {
            return calls.size() >= LEAST_CONNECTIONS && 2 * failures >= calls.size();
        }

        boolean isPast(long now) {
            forgetBefore(now - WINDOW);
            return calls.isEmpty();
        }

        private void forgetBefore(long start) {
            Iterator<Call> oldest = calls.values().iterator();
            while (oldest.hasNext()) {
                Call call = oldest.next();
                if (call.at - start > 0) {
                    return;
                }
                failures -= call.failure ? 1 : 0;
                oldest.remove();
            }
        }
    }

    private record Call(long at, boolean failure) {}
}
