package io.countersign.issuing;

import io.countersign.clock.MonotonicClock;
import io.smallrye.mutiny.Uni;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongFunction;

/** Answers what it was told to, once each, and then as if nobody was there. */
final class FakeIssuableSource {
    private final Deque<LongFunction<Uni<Reading>>> answers = new ArrayDeque<>();
    private final MonotonicClock clock;
    private int asked;
    private Uni<Void> probe = Uni.createFrom().voidItem();

    FakeIssuableSource(MonotonicClock clock) {
        this.clock = clock;
    }

    FakeIssuableSource then(LongFunction<Reading> answer) {
        answers.add(asked -> Uni.createFrom().item(answer.apply(asked)));
        return this;
    }

    FakeIssuableSource thenAway() {
        answers.add(asked -> away());
        return this;
    }

    FakeIssuableSource thenFailsWith(Throwable failure) {
        answers.add(asked -> Uni.createFrom().failure(failure));
        return this;
    }

    void thenProbesAnswer(Uni<Void> answer) {
        probe = answer;
    }

    int asked() {
        return asked;
    }

    static <T> Uni<T> away() {
        return Uni.createFrom().failure(new ConnectException("Connection refused"));
    }

    Uni<Reading> read(IssueKey key) {
        asked++;
        return answers.isEmpty() ? away() : answers.removeFirst().apply(clock.nanoTime());
    }

    Uni<Void> probe() {
        return probe;
    }
}
