package io.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every last error of docs/api.md has words of its own. */
class ErrorWordsTest {
    @Test
    void everyDocumentedErrorHasWords() throws IOException {
        String section = Files.readString(Path.of("docs/api.md"))
                .split("\n## Last errors\n", 2)[1]
                .split("\n## ", 2)[0];
        List<String> codes = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|")
                .matcher(section)
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(codes).hasSizeGreaterThan(25);
        assertThat(codes)
                .allSatisfy(code -> assertThat(ErrorWords.of(code))
                        .isNotEqualTo(ErrorWords.of("a_code_of_docusigns"))
                        .endsWith("."));
    }
}
