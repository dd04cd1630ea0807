package io.countersign.importing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.problem.JsonLines;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadedLinesTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void cutsLinesHoweverTheyArrive(int pieces) {
        assertThat(cut("{\"a\":1}\r\n\n \t\r\n{\"b\":2}\n{\"ü\":3}", pieces))
                .containsExactly("1 {\"a\":1}\r", "4 {\"b\":2}", "5 {\"ü\":3}");
    }

    @Test
    void endsWithTheLastLineEnd() {
        assertThat(cut("a\n", 100)).containsExactly("1 a");
        assertThat(cut("", 100)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 100_000})
    void keepsNothingOfALineThatIsTooLong(int pieces) {
        String longest = "x".repeat(JsonLines.LONGEST_LINE);

        List<String> lines = cut(longest + "\n" + longest + "y\nb\n", pieces);

        assertThat(lines).containsExactly("1 " + longest, "2 ", "3 b");
    }

    private static List<String> cut(String text, int pieces) {
        UploadedLines lines = new UploadedLines();
        List<UploadedLines.Line> cut = new ArrayList<>();
        byte[] all = text.getBytes(UTF_8);
        for (int from = 0; from < all.length; from += pieces) {
            cut.addAll(lines.take(java.util.Arrays.copyOfRange(all, from, Math.min(all.length, from + pieces))));
        }
        cut.addAll(lines.end());
        return cut.stream()
                .map(line -> line.number() + " " + new String(line.text(), UTF_8))
                .toList();
    }
}
