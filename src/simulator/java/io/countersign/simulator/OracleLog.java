package io.countersign.simulator;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What really happened at the token endpoint, for comparison with what a client believes. A call appears when it has
 * been read, shows its outcome as soon as that is decided, and its delivery when the answer is out. Safe for use by
 * several threads.
 */
public final class OracleLog {
    private final InstantSource clock;
    private final List<TokenCall> calls = new ArrayList<>();
    private final Map<String, Integer> unansweredByRefreshToken = new HashMap<>();
    private long firstSequence;
    private int running;
    private int unanswered;
    private int mostUnanswered;
    private int mostUnansweredPerRefreshToken;
    private long userInfoCalls;

    OracleLog(InstantSource clock) {
        this.clock = clock;
    }

    /** Every call since the start or the last {@link #clear()}, in the order of arrival. */
    public synchronized List<TokenCall> calls() {
        return List.copyOf(calls);
    }

    /** The calls from a sequence number on, for a reader that comes back. */
    public synchronized List<TokenCall> callsFrom(long sequence) {
        int from = (int) Math.clamp(sequence - firstSequence, 0, calls.size());
        return List.copyOf(calls.subList(from, calls.size()));
    }

    /** How many calls of the token endpoint there were. */
    public synchronized int count() {
        return calls.size();
    }

    /** How many calls of the token endpoint had the given {@code grant_type}. */
    public synchronized int count(String grant) {
        return (int) calls.stream().filter(call -> call.grant().equals(grant)).count();
    }

    /** The number of calls by {@code grant_type}. */
    public synchronized Map<String, Long> countsByGrant() {
        return calls.stream().collect(groupingBy(TokenCall::grant, counting()));
    }

    /** The number of calls by outcome. */
    public synchronized Map<String, Long> countsByOutcome() {
        return calls.stream().collect(groupingBy(TokenCall::outcome, counting()));
    }

    /** How many calls of userinfo there were. */
    public synchronized long userInfoCalls() {
        return userInfoCalls;
    }

    /** The highest number of token calls that were awaiting their answer at the same time. */
    public synchronized int maxConcurrent() {
        return mostUnanswered;
    }

    /**
     * The highest number of refreshes with one and the same refresh token that awaited their answer at the same time.
     */
    public synchronized int maxConcurrentPerRefreshToken() {
        return mostUnansweredPerRefreshToken;
    }

    /** How many token calls are running now. */
    public synchronized int running() {
        return running;
    }

    /**
     * Waits until no token call is running. An answer reaches its caller a moment before its delivery is logged, so ask
     * for this before comparing deliveries.
     *
     * @param patience the longest wait, in real time
     * @return whether it is quiet now
     */
    public synchronized boolean awaitQuiet(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toNanos(); running > 0 && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return running == 0;
    }

    /** The hash under which a token appears in this log: the lower-case hexadecimal SHA-256 of its characters. */
    public static String idOf(String token) {
        return TokenMint.idOf(token);
    }

    /** Forgets the finished and the running calls and starts counting from zero; sequence numbers go on. */
    public synchronized void clear() {
        firstSequence += calls.size();
        calls.clear();
        userInfoCalls = 0;
        mostUnanswered = unanswered;
        mostUnansweredPerRefreshToken = unansweredByRefreshToken.values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    synchronized Entry begin(@Nullable String clientId, String grant, @Nullable String refreshToken) {
        String presented = refreshToken == null ? null : TokenMint.idOf(refreshToken);
        long sequence = firstSequence + calls.size();
        calls.add(new TokenCall(
                sequence,
                clock.instant(),
                null,
                clientId,
                grant,
                TokenCall.PENDING,
                null,
                null,
                presented,
                null,
                null,
                Delivery.PENDING));
        running++;
        mostUnanswered = Math.max(mostUnanswered, ++unanswered);
        if (presented != null) {
            int sameToken = unansweredByRefreshToken.merge(presented, 1, Integer::sum);
            mostUnansweredPerRefreshToken = Math.max(mostUnansweredPerRefreshToken, sameToken);
        }
        return new Entry(sequence, presented);
    }

    synchronized void userInfoCalled() {
        userInfoCalls++;
    }

    private synchronized void update(long sequence, UnaryOperator<TokenCall> change) {
        if (sequence >= firstSequence) {
            calls.set((int) (sequence - firstSequence), change.apply(calls.get((int) (sequence - firstSequence))));
        }
    }

    /** Counted before the answer leaves: a caller that reacts to it at once must not look concurrent with itself. */
    private synchronized void answering(@Nullable String presented) {
        unanswered--;
        if (presented != null) {
            unansweredByRefreshToken.computeIfPresent(presented, (id, count) -> count == 1 ? null : count - 1);
        }
    }

    private synchronized void end(long sequence, Delivery delivery) {
        update(sequence, call -> call.answered(clock.instant(), delivery));
        running--;
        notifyAll();
    }

    /** The handle with which a running call reports its progress. */
    final class Entry {
        private final long sequence;
        private final @Nullable String presented;
        private boolean answering;

        private Entry(long sequence, @Nullable String presented) {
            this.sequence = sequence;
            this.presented = presented;
        }

        void struckBy(Fault fault) {
            update(sequence, call -> call.struckBy(fault));
        }

        void decided(TokenOutcome outcome) {
            update(sequence, call -> call.decided(outcome));
        }

        void answering() {
            if (!answering) {
                answering = true;
                OracleLog.this.answering(presented);
            }
        }

        void ended(Delivery delivery) {
            answering();
            end(sequence, delivery);
        }
    }
}
