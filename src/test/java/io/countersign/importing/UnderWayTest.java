package io.countersign.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.refresh.ImportedTokens.Share;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An integration with many imports leaves room for the others. */
class UnderWayTest {
    private final UnderWay underWay = new UnderWay(2, 5);

    private void begin(String integration, int times) {
        IntStream.range(0, times).forEach(i -> underWay.begins(integration));
    }

    @Test
    void whoeverHasItsShareIsLeftOut() {
        assertThat(underWay.free()).isEqualTo(new Share(2, 5, Set.of()));
        begin("one", 2);
        begin("two", 1);
        assertThat(underWay.free()).isEqualTo(new Share(2, 2, Set.of("one")));

        underWay.ends("one");
        underWay.ends("two");

        assertThat(underWay.free()).isEqualTo(new Share(2, 4, Set.of()));
    }

    /** What was judged after its proof had no room of its own before. */
    @Test
    void moreThanThereIsRoomForIsNone() {
        begin("one", 6);

        assertThat(underWay.free()).isEqualTo(new Share(0, 0, Set.of("one")));
    }
}
