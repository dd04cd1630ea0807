package io.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AssociatedDataTest {

    @Test
    void keepsItsFormat() {
        // Given
        AssociatedData place = new AssociatedData("t.c", "ä", "", "demo", 258);

        // Then: these bytes are bound into stored values and must never change
        assertThat(HexFormat.of().formatHex(place.toBytes()))
                .isEqualTo("01" + "00000003742e63" + "00000002c3a4" + "00000000" + "0000000464656d6f"
                        + "0000000000000102");
    }

    @Test
    void givesDifferingPlacesDifferingBytes() {
        // Given: short texts over an alphabet that includes the bytes of lengths, so that a clash would soon be met
        Random random = new Random(42);
        Map<String, AssociatedData> placeByBytes = new HashMap<>();
        List<AssociatedData> clashes = new ArrayList<>();

        // When
        for (int i = 0; i < 200_000; i++) {
            AssociatedData place =
                    new AssociatedData(text(random), text(random), text(random), text(random), random.nextLong(3));
            AssociatedData earlier = placeByBytes.putIfAbsent(HexFormat.of().formatHex(place.toBytes()), place);
            if (earlier != null && !earlier.equals(place)) {
                clashes.add(place);
            }
        }

        // Then
        assertThat(clashes).isEmpty();
        assertThat(placeByBytes).hasSizeGreaterThan(10_000);
    }

    @Test
    void refusesTextThatIsNotUnicode() {
        // Given
        AssociatedData place = new AssociatedData("t.c", "\uD800", "", "demo", 0);

        // Then
        assertThatIllegalArgumentException().isThrownBy(place::toBytes);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(4);
        for (int i = 0; i < length; i++) {
            text.append("\u0000\u0001\u0002a?ä".charAt(random.nextInt(6)));
        }
        return text.toString();
    }
}
