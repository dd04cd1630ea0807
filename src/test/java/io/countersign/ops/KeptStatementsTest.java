package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver does not keep, PostgreSQL parses and plans anew each time: nothing of what every token needs. */
class KeptStatementsTest {
    private static final Pattern TEXT_BLOCK = Pattern.compile("\"\"\"\\n(.*?)\"\"\"", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"PostgresLeases", "PostgresRefreshRows"})
    void statementsOfARenewalAreKept(String type) throws IOException {
        assertThat(lengths("refresh", type))
                .isNotEmpty()
                .allSatisfy(length -> assertThat(length).isLessThan(RequestPool.LONGEST_KEPT_STATEMENT));
    }

    /** It is put together of parts; all of them at once are in none. */
    @Test
    void theStatementOfAnIssuedTokenIsKept() throws IOException {
        int all = lengths("issuing", "IssuableStatement").stream()
                .mapToInt(Integer::intValue)
                .sum();

        assertThat(all).isBetween(1, RequestPool.LONGEST_KEPT_STATEMENT);
    }

    private static List<Integer> lengths(String module, String type) throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/countersign", module, type + ".java"));
        return TEXT_BLOCK
                .matcher(source)
                .results()
                .map(block -> block.group(1).stripIndent().length())
                .toList();
    }
}
