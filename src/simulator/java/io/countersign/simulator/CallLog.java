package io.countersign.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/**
 * The latest 1,000 HTTP requests but those for the control API, with everything in them. An entry appears with the
 * request and shows the answer before the caller can. Safe for use by several threads.
 */
public final class CallLog {
    private static final int KEPT = 1000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long next;

    CallLog() {}

    /** The requests, the oldest first. */
    public synchronized List<LoggedCall> calls() {
        return entries.stream().map(entry -> entry.call).toList();
    }

    /** Forgets them; sequence numbers go on. */
    public synchronized void clear() {
        entries.clear();
    }

    synchronized Entry begin(LongFunction<LoggedCall> call) {
        Entry entry = new Entry(call.apply(next++));
        entries.addLast(entry);
        if (entries.size() > KEPT) {
            entries.removeFirst();
        }
        return entry;
    }

    /** The handle with which a running request adds what is known of it. */
    final class Entry {
        private LoggedCall call;

        private Entry(LoggedCall call) {
            this.call = call;
        }

        void update(UnaryOperator<LoggedCall> change) {
            synchronized (CallLog.this) {
                call = change.apply(call);
            }
        }
    }
}
