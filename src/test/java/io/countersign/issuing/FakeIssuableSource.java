package io.countersign.issuing;

import io.countersign.clock.MonotonicClock;
import io.countersign.connection.ConnectionId;
import io.smallrye.mutiny.Uni;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Answers what it was told to, once each, and then as if nobody was there. */
final class FakeIssuableSource implements IssuableReader.Source {
    private final Deque<LongFunction<Uni<Reading>>> answers = new ArrayDeque<>();
    private final MonotonicClock clock;
    private @Nullable LongFunction<Reading> otherwise;
    private int asked;
    private Optional<String> error = Optional.empty();
    private Uni<Void> probe = Uni.createFrom().voidItem();

    FakeIssuableSource(MonotonicClock clock) {
        this.clock = clock;
    }

    FakeIssuableSource then(LongFunction<Reading> answer) {
        answers.add(asked -> Uni.createFrom().item(answer.apply(asked)));
        return this;
    }

    /** What it answers once it has nothing else to say; null for as if nobody was there. */
    void always(@Nullable LongFunction<Reading> answer) {
        otherwise = answer;
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

    @Override
    public Uni<Reading> read(@Nullable String keyId, byte @Nullable [] hash, Place place) {
        return next();
    }

    @Override
    public Uni<Reading> read(
            @Nullable String keyId, byte @Nullable [] hash, String handleId, byte @Nullable [] handleHash) {
        return next();
    }

    private Uni<Reading> next() {
        asked++;
        if (!answers.isEmpty()) {
            return answers.removeFirst().apply(clock.nanoTime());
        }
        return otherwise == null ? away() : Uni.createFrom().item(otherwise.apply(clock.nanoTime()));
    }

    void thenSaysWhy(String error) {
        this.error = Optional.of(error);
    }

    @Override
    public Uni<Optional<String>> error(ConnectionId id) {
        return Uni.createFrom().item(error);
    }

    Uni<Void> probe() {
        return probe;
    }
}
