package io.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeysetTest {
    private static final AssociatedData PLACE =
            new AssociatedData("connection_token.refresh_token", "acme", "6f1c", "demo", 7);
    private static final Secret SECRET = Secret.ofText("a refresh token, opaque");

    private final Keyset keyset = Keyset.generate();

    @Test
    void opensWhatItSealed() {
        // When
        byte[] sealed = keyset.seal(SECRET, PLACE);

        // Then
        assertThat(sealed).hasSize(SECRET.revealBytes().length + 66).startsWith(1);
        assertThat(keyset.open(sealed, PLACE)).isEqualTo(SECRET);
    }

    @Test
    void opensAnEmptySecretAndOneOfFourKilobytes() {
        // Given
        Secret large = Secret.ofText("x".repeat(4096));

        // Then
        assertThat(keyset.open(keyset.seal(Secret.ofText(""), PLACE), PLACE).revealText())
                .isEmpty();
        assertThat(keyset.open(keyset.seal(large, PLACE), PLACE)).isEqualTo(large);
    }

    @Test
    void sealsTheSameSecretDifferentlyEachTime() {
        assertThat(keyset.seal(SECRET, PLACE)).isNotEqualTo(keyset.seal(SECRET, PLACE));
    }

    /** Of three, one after the other. */
    @Test
    void opensWhatItsFormerKeysSealedAndSealsUnderTheNewOne() {
        // Given
        byte[] first = keyset.seal(SECRET, PLACE);
        Keyset two = keyset.withNewPrimary();
        byte[] second = two.seal(SECRET, PLACE);

        // When
        Keyset three = two.withNewPrimary();
        byte[] third = three.seal(SECRET, PLACE);

        // Then
        assertThat(List.of(first, second, third))
                .allSatisfy(value -> assertThat(three.open(value, PLACE)).isEqualTo(SECRET));
        assertThat(three.isSealedByPrimary(third)).isTrue();
        assertThat(three.isSealedByPrimary(second)).isFalse();
        assertThat(Arrays.copyOfRange(third, 1, 33)).isEqualTo(three.commitment());
        assertThatExceptionOfType(UnreadableSecretException.class).isThrownBy(() -> two.open(third, PLACE));
    }

    @Test
    void opensNothingOfAKeyThatHasLeft() {
        // Given
        byte[] former = keyset.seal(SECRET, PLACE);
        Keyset two = keyset.withNewPrimary();
        byte[] present = two.seal(SECRET, PLACE);

        // When
        Keyset left = two.primaryAlone();

        // Then
        assertThat(left.open(present, PLACE)).isEqualTo(SECRET);
        assertThat(left.commitment()).isEqualTo(two.commitment()).isNotEqualTo(keyset.commitment());
        assertThatExceptionOfType(UnreadableSecretException.class).isThrownBy(() -> left.open(former, PLACE));
    }

    /** Under the header of one key, what the other one sealed. */
    @Test
    void takesTheKeyThatIsNamedAndNoOther() {
        // Given
        byte[] former = keyset.seal(SECRET, PLACE);
        Keyset two = keyset.withNewPrimary();
        byte[] swapped = former.clone();
        System.arraycopy(two.seal(SECRET, PLACE), 0, swapped, 0, 33);

        // Then
        assertThatExceptionOfType(UnreadableSecretException.class).isThrownBy(() -> two.open(swapped, PLACE));
    }

    @Test
    void refusesANinthKey() {
        Keyset eight = keyset;
        for (int i = 1; i < 8; i++) {
            eight = eight.withNewPrimary();
        }

        assertThatIllegalStateException().isThrownBy(eight::withNewPrimary);
    }

    @Test
    void refusesEverySingleBitFlip() {
        // Given
        byte[] sealed = keyset.seal(SECRET, PLACE);

        // Then
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertUnreadable(flipped, PLACE);
        }
    }

    @Test
    void refusesEveryTruncationAndAnExtension() {
        // Given
        byte[] sealed = keyset.seal(SECRET, PLACE);

        // Then
        for (int length = 0; length < sealed.length; length++) {
            assertUnreadable(Arrays.copyOf(sealed, length), PLACE);
        }
        assertUnreadable(Arrays.copyOf(sealed, sealed.length + 1), PLACE);
    }

    @Test
    void refusesAnyOtherPlace() {
        // Given
        List<AssociatedData> places = places();
        List<byte[]> sealed =
                places.stream().map(place -> keyset.seal(SECRET, place)).toList();

        // Then
        for (int made = 0; made < places.size(); made++) {
            for (int opened = 0; opened < places.size(); opened++) {
                if (made == opened) {
                    assertThat(keyset.open(sealed.get(made), places.get(opened)))
                            .isEqualTo(SECRET);
                } else {
                    assertUnreadable(sealed.get(made), places.get(opened));
                }
            }
        }
    }

    @Test
    void refusesAnotherKeyset() {
        // Given
        byte[] foreign = Keyset.generate().seal(SECRET, PLACE);

        // Then
        assertUnreadable(foreign, PLACE);
    }

    @Test
    void saysOnlyTheColumnWhenItRefuses() {
        assertThatExceptionOfType(UnreadableSecretException.class)
                .isThrownBy(() -> keyset.open(new byte[100], PLACE))
                .withMessage("A sealed value of connection_token.refresh_token does not open")
                .withNoCause();
    }

    @Test
    void showsNothing() {
        assertThat(keyset).hasToString("Keyset[not shown]");
    }

    /** All combinations of values that a careless encoding would run together. */
    private static List<AssociatedData> places() {
        List<AssociatedData> places = new ArrayList<>();
        List<String> texts = List.of("a", "ab", "\u0000");
        for (String column : texts) {
            for (String owner : List.of("b", "", "bc")) {
                for (String row : List.of("c", "")) {
                    for (String environment : List.of("demo", "production")) {
                        for (long generation : new long[] {0, 1, -1}) {
                            places.add(new AssociatedData(column, owner, row, environment, generation));
                        }
                    }
                }
            }
        }
        return places;
    }

    private void assertUnreadable(byte[] sealed, AssociatedData place) {
        assertThatExceptionOfType(UnreadableSecretException.class)
                .isThrownBy(() -> keyset.open(sealed, place))
                .withNoCause();
    }
}
