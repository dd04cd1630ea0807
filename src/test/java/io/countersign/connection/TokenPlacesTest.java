package io.countersign.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.AssociatedData;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What sealed tokens are bound to: whatever differs, they do not open. */
class TokenPlacesTest {
    private static final UUID ONE = new UUID(1, 1);
    private static final UUID OTHER = new UUID(2, 2);

    private static TokenPlaces places(String tenant, String name, UUID uuid, String... rest) {
        return new TokenPlaces(new ConnectionId(tenant, name, uuid), rest[0], rest[1], rest[2]);
    }

    private static String bytes(AssociatedData place) {
        return HexFormat.of().formatHex(place.toBytes());
    }

    @Test
    void everyPartOfWhatTheyServeCounts() {
        List<TokenPlaces> all = List.of(
                places("acme", "default", ONE, "demo", "a", "https://a"),
                places("ac", "medefault", ONE, "demo", "a", "https://a"),
                places("acme", "second", ONE, "demo", "a", "https://a"),
                places("acme", "default", OTHER, "demo", "a", "https://a"),
                places("acme", "default", ONE, "production", "a", "https://a"),
                places("acme", "default", ONE, "demo", "b", "https://a"),
                places("acme", "default", ONE, "demo", "a", "https://a.evil"),
                places("acme", "default", ONE, "demo", "a9:https://a", ""),
                places("acme", "default", ONE, "demo", "", "1:ahttps://a"));

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
                        TokenPlaces.pendingAccessToken(id, ONE, "demo", one),
                        TokenPlaces.pendingAccessToken(id, OTHER, "demo", one),
                        TokenPlaces.pendingAccessToken(id, ONE, "demo", elsewhere),
                        TokenPlaces.pendingAccessToken(id, ONE, "demo", two),
                        TokenPlaces.pendingAccessToken(id, ONE, "demo", two.reversed()),
                        TokenPlaces.pendingAccessToken(id, ONE, "demo", List.of()),
                        TokenPlaces.pendingAccessToken(new ConnectionId("acme", "second", ONE), ONE, "demo", one),
                        TokenPlaces.pendingRefreshToken(id, ONE, "demo", one))
                .map(TokenPlacesTest::bytes);

        assertThat(bytes).doesNotHaveDuplicates().hasSize(8);
    }
}
