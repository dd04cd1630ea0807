package io.countersign.consent;

import io.countersign.consent.TakenAttempts.Seen;
import io.countersign.docusign.DocuSignConfiguration;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Waits for what becomes of an attempt that an earlier callback took: a double click, a second look, a browser that
 * loads ahead. The earlier one may be at another replica, so its row is looked at, again and again, and nothing is held
 * in between.
 */
@ApplicationScoped
class EarlierCallback {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** Doublings after which a pause has long been the longest. */
    private static final int MOST_DOUBLINGS = 10;

    /**
     * Beyond one call's limit, for what is quick beside a call that is not: rather a page that says that nothing is
     * known yet than the end of a proxy's patience, which is 60 seconds as a rule.
     */
    private static final Duration BESIDE_ONE_CALL = Duration.ofSeconds(10);

    private final Timer timer;
    private final Duration limit;

    EarlierCallback(Timer timer, DocuSignConfiguration configuration) {
        this.timer = timer;
        this.limit = configuration.callTimeout().plus(BESIDE_ONE_CALL);
    }

    /** Waits without holding anything. */
    interface Timer {

        /** Completes after that long, at least a millisecond. */
        Uni<Void> after(Duration pause);
    }

    /** What became of it. */
    sealed interface Fate {

        /** No earlier callback took anything. */
        record None() implements Fate {}

        /** It had ended before this one came. */
        record Over(ConsentEnd end) implements Fate {}

        /** It has ended while this one waited. */
        record Awaited(ConsentEnd end) implements Fate {}

        /** Its time is up, and nobody has heard how it ended. */
        record Unheard() implements Fate {}
    }

    /** Looks, and waits as long as it is under way and its time is not up. */
    Uni<Fate> fate(Supplier<Uni<Seen>> look) {
        return look.get().chain(seen -> switch (seen) {
            case Seen.Nothing nothing -> Uni.createFrom().item(new Fate.None());
            case Seen.Ended ended -> Uni.createFrom().item(new Fate.Over(ended.end()));
            case Seen.UnderWay underWay -> await(look, underWay, 0);
        });
    }

    private Uni<Fate> await(Supplier<Uni<Seen>> look, Seen.UnderWay underWay, int looks) {
        Optional<Duration> pause = pause(looks, underWay.since(), limit);
        return pause.isEmpty()
                ? Uni.createFrom().item(new Fate.Unheard())
                : timer.after(pause.get()).chain(() -> look.get()).chain(seen -> switch (seen) {
                    case Seen.Nothing gone -> Uni.createFrom().item(new Fate.Unheard());
                    case Seen.Ended ended -> Uni.createFrom().item(new Fate.Awaited(ended.end()));
                    case Seen.UnderWay still -> await(look, still, looks + 1);
                });
    }

    /**
     * How long to wait before the next look; empty when the time is up.
     *
     * @param looks how often it was looked in vain before
     * @param since how long it has been under way, by the database's clock
     * @param limit how long it can be; a clock that was set back lets nobody wait for more looks than fit into it
     */
    static Optional<Duration> pause(int looks, Duration since, Duration limit) {
        if (since.compareTo(limit) >= 0 || LONGEST_PAUSE.multipliedBy(looks).compareTo(limit) >= 0) {
            return Optional.empty();
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(looks, MOST_DOUBLINGS));
        return Optional.of(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
}
