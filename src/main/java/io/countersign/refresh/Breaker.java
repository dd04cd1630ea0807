package io.countersign.refresh;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Whether this process' calls fail so often that DocuSign had better be left alone, integration by integration. */
final class Breaker {
    private static final int LEAST_CALLS = 10;
    private static final int SECONDS = 30;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int REMEMBERED = 1000;

    private final Pulse pulse;
    private final Map<String, Window> windows = new HashMap<>();

    Breaker(Pulse pulse) {
        this.pulse = pulse;
    }

    /** Counts a call that brought nothing; true if that was one too many: then counting begins anew. */
    synchronized boolean failed(String integration) {
        Window window = window(integration);
        window.count(pulse.nanoTime(), true);
        if (!window.isTooMuch()) {
            return false;
        }
        windows.remove(integration);
        return true;
    }

    /** Counts a call that DocuSign answered as it should, be it with a refusal. */
    synchronized void succeeded(String integration) {
        window(integration).count(pulse.nanoTime(), false);
    }

    /** Begins anew: what was counted led to a closed gate already. */
    synchronized void forget(String integration) {
        windows.remove(integration);
    }

    /** Of how many integrations something is remembered. */
    synchronized int remembered() {
        return windows.size();
    }

    private Window window(String integration) {
        if (windows.size() >= REMEMBERED) {
            long now = pulse.nanoTime();
            windows.values().removeIf(window -> window.isPast(now));
        }
        return windows.computeIfAbsent(integration, name -> new Window(pulse.nanoTime()));
    }

    /** Half a minute of calls, second by second. */
    private static final class Window {
        private final int[] calls = new int[SECONDS];
        private final int[] failures = new int[SECONDS];
        private final long start;
        private long newest;

        Window(long start) {
            this.start = start;
        }

        void count(long now, boolean failure) {
            long second = (now - start) / SECOND;
            for (long passed = Math.max(newest + 1, second - SECONDS + 1); passed <= second; passed++) {
                calls[slot(passed)] = 0;
                failures[slot(passed)] = 0;
            }
            newest = Math.max(newest, second);
            calls[slot(second)]++;
            failures[slot(second)] += failure ? 1 : 0;
        }

        boolean isTooMuch() {
            int all = sum(calls);
            return all >= LEAST_CALLS && 2 * sum(failures) >= all;
        }

        boolean isPast(long now) {
            return (now - start) / SECOND - newest >= SECONDS;
        }

        private static int slot(long second) {
            return (int) (second % SECONDS);
        }

        private static int sum(int[] counts) {
            int sum = 0;
            for (int count : counts) {
                sum += count;
            }
            return sum;
        }
    }
}
