package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver does not keep, PostgreSQL parses and plans anew each time: nothing of what every token needs. */
class KeptStatementsTest {
    private static final Pattern TEXT_BLOCK = Pattern.compile("\"\"\"\\n(.*?)\"\"\"", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"issuing/IssuableStatement", "refresh/PostgresLeases", "refresh/PostgresRefreshRows"})
    void statementsOfEachTokenAreKept(String type) throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/countersign", type + ".java"));

        List<String> statements = TEXT_BLOCK
                .matcher(source)
                .results()
                .map(block -> block.group(1).stripIndent())
                .toList();

        assertThat(statements)
                .isNotEmpty()
                .allSatisfy(statement ->
                        assertThat(statement.length()).isLessThan(RequestPool.LONGEST_KEPT_STATEMENT));
    }
}
