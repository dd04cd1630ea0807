package io.countersign.refresh.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConnectionCountTest {
    private static ConnectionCount active(String integration, long number) {
        return new ConnectionCount(integration, "active", "none", number);
    }

    private static List<ConnectionCount> large(int integrations) {
        return IntStream.range(0, integrations)
                .mapToObj(i -> active("large-" + i, 100))
                .toList();
    }

    @Test
    void asManyAsAreToldApartStayAsTheyAre() {
        List<ConnectionCount> counts = large(ConnectionCount.NAMED);

        assertThat(ConnectionCount.bounded(counts)).containsExactlyInAnyOrderElementsOf(counts);
    }

    @Test
    void theSmallestAreOne() {
        List<ConnectionCount> small =
                List.of(active("a", 2), new ConnectionCount("a", "consent_required", "user_gone", 3), active("b", 5));
        List<ConnectionCount> counts = Stream.concat(large(ConnectionCount.NAMED).stream(), small.stream())
                .toList();

        assertThat(ConnectionCount.bounded(counts))
                .hasSize(ConnectionCount.NAMED + 2)
                .contains(
                        active("large-0", 100),
                        active(ConnectionCount.ALL_OTHERS, 7),
                        new ConnectionCount(ConnectionCount.ALL_OTHERS, "consent_required", "user_gone", 3));
    }
}
