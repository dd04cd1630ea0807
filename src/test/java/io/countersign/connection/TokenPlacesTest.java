package io.countersign.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.AssociatedData;
import io.countersign.docusign.Environment;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What sealed tokens are bound to: whatever differs, they do not open. */
class TokenPlacesTest {
    private static final UUID ONE = new UUID(1, 1);
    private static final UUID OTHER = new UUID(2, 2);

    private static TokenPlaces places(String tenant, String name, UUID uuid, Environment environment, String... rest) {
        return new TokenPlaces(new ConnectionId(tenant, name, uuid), environment, rest[0], rest[1]);
    }

    private static String bytes(AssociatedData place) {
        return HexFormat.of().formatHex(place.toBytes());
    }

    @Test
    void everyPartOfWhatTheyServeCounts() {
        List<TokenPlaces> all = List.of(
                places("acme", "default", ONE, Environment.DEMO, "a", "https://a"),
                places("ac", "medefault", ONE, Environment.DEMO, "a", "https://a"),
                places("acme", "second", ONE, Environment.DEMO, "a", "https://a"),
                places("acme", "default", OTHER, Environment.DEMO, "a", "https://a"),
                places("acme", "default", ONE, Environment.PRODUCTION, "a", "https://a"),
                places("acme", "default", ONE, Environment.DEMO, "b", "https://a"),
                places("acme", "default", ONE, Environment.DEMO, "a", "https://a.evil"),
                places("acme", "default", ONE, Environment.DEMO, "a9:https://a", ""),
                places("acme", "default", ONE, Environment.DEMO, "", "1:ahttps://a"));

        Stream<String> bytes = all.stream()
                .flatMap(places -> Stream.of(
                        places.accessToken(1), places.accessToken(2), places.refreshToken(1), places.refreshToken(2)))
                .map(TokenPlacesTest::bytes);

        assertThat(bytes).doesNotHaveDuplicates().hasSize(4 * all.size());
    }

    @Test
    void everyPartOfAPendingGrantCounts() {
        ConnectionId id = new ConnectionId("acme", "default", ONE);
        List<Account> one = List.of(new Account("a", "A", "https://a"));
        List<Account> elsewhere = List.of(new Account("a", "A", "https://a.evil"));
        List<Account> two = List.of(one.getFirst(), new Account("b", null, "https://b"));

        Stream<String> bytes = Stream.of(
                        TokenPlaces.pendingAccessToken(id, ONE, Environment.DEMO, one),
                        TokenPlaces.pendingAccessToken(id, OTHER, Environment.DEMO, one),
                        TokenPlaces.pendingAccessToken(id, ONE, Environment.DEMO, elsewhere),
                        TokenPlaces.pendingAccessToken(id, ONE, Environment.DEMO, two),
                        TokenPlaces.pendingAccessToken(id, ONE, Environment.DEMO, two.reversed()),
                        TokenPlaces.pendingAccessToken(id, ONE, Environment.DEMO, List.of()),
                        TokenPlaces.pendingAccessToken(
                                new ConnectionId("acme", "second", ONE), ONE, Environment.DEMO, one),
                        TokenPlaces.pendingRefreshToken(id, ONE, Environment.DEMO, one))
                .map(TokenPlacesTest::bytes);

        assertThat(bytes).doesNotHaveDuplicates().hasSize(8);
    }
}
