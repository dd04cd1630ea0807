package io.countersign.issuing;

import io.smallrye.mutiny.Uni;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongFunction;

/** Answers what it was told to, once each, and then as if nobody was there. */
final class FakeIssuableSource implements IssuableSource {
    private final Deque<LongFunction<Uni<Reading>>> answers = new ArrayDeque<>();
    private int asked;
    private int probed;
    private Uni<Void> probe = Uni.createFrom().voidItem();

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

    int probed() {
        return probed;
    }

    static <T> Uni<T> away() {
        return Uni.createFrom().failure(new ConnectException("Connection refused"));
    }

    @Override
    public Uni<Reading> read(IssueKey key, long askedNanos) {
        asked++;
        return answers.isEmpty() ? away() : answers.removeFirst().apply(askedNanos);
    }

    @Override
    public Uni<Void> probe() {
        probed++;
        return probe;
    }
}
