package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.consent.EarlierCallback.Fate;
import io.countersign.consent.TakenAttempts.Seen;
import io.countersign.docusign.DocuSignConfiguration;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a second callback waits, by a clock of its own. */
class EarlierCallbackTest {
    private final List<Duration> pauses = new ArrayList<>();
    private final EarlierCallback earlier = new EarlierCallback(
            pause -> {
                pauses.add(pause);
                return Uni.createFrom().voidItem();
            },
            new Deadline(Duration.ofSeconds(30)));

    /** DocuSign's deadline, and nothing that matters here. */
    private record Deadline(Duration callTimeout) implements DocuSignConfiguration {
        @Override
        public Demo demo() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Production production() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Duration connectTimeout() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<String> proxy() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<String> proxyUser() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<String> proxyPassword() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Duration refreshTokenLife() {
            throw new UnsupportedOperationException();
        }
    }

    private Fate fate(Seen... seen) {
        Iterator<Seen> looks = List.of(seen).iterator();
        return earlier.fate(() -> Uni.createFrom().item(looks.next())).await().indefinitely();
    }

    private static Seen underWay(int seconds) {
        return new Seen.UnderWay(Duration.ofSeconds(seconds));
    }

    @Test
    void whatIsOverIsNotWaitedFor() {
        assertThat(fate(new Seen.Nothing())).isEqualTo(new Fate.None());
        assertThat(fate(new Seen.Ended(ConsentEnd.DECLINED))).isEqualTo(new Fate.Over(ConsentEnd.DECLINED));
        assertThat(pauses).isEmpty();
    }

    @Test
    void whatIsUnderWayIsLookedAtUntilItEnds() {
        Seen ended = new Seen.Ended(ConsentEnd.CONNECTED);

        assertThat(fate(underWay(0), underWay(1), underWay(1), underWay(2), underWay(3), underWay(4), ended))
                .isEqualTo(new Fate.Awaited(ConsentEnd.CONNECTED));

        assertThat(pauses.stream().map(Duration::toMillis)).containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L);
    }

    /** The exchange may take a call's limit, and the rest a little. */
    @Test
    void nobodyWaitsLongerThanItCanTake() {
        assertThat(fate(underWay(31), underWay(39), underWay(40))).isEqualTo(new Fate.Unheard());
        assertThat(fate(underWay(41))).isEqualTo(new Fate.Unheard());
        assertThat(pauses).hasSize(2);
    }

    @Test
    void aRowThatGoesMeanwhileSaysNothing() {
        assertThat(fate(underWay(1), new Seen.Nothing())).isEqualTo(new Fate.Unheard());
    }

    @Test
    void aClockThatWasSetBackLetsNobodyWaitForever() {
        Seen[] always = Collections.nCopies(200, underWay(-3600)).toArray(Seen[]::new);

        assertThat(fate(always)).isEqualTo(new Fate.Unheard());

        assertThat(pauses).hasSize(40);
    }
}
