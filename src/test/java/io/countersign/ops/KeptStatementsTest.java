package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver does not keep, PostgreSQL parses and plans anew each time: nothing of what every token needs. */
class KeptStatementsTest {
    private static final Pattern PART = Pattern.compile("String (\\w+) = \"\"\"\\n(.*?)\"\"\"", Pattern.DOTALL);
    private static final Pattern WHOLE = Pattern.compile("String \\w+ = (\\w+(?: \\+ \\w+)+);");

    private static final Pattern TEXT_BLOCK = Pattern.compile("\"\"\"\\n(.*?)\"\"\"", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"PostgresLeases", "PostgresRefreshRows"})
    void statementsOfARenewalAreKept(String type) throws IOException {
        assertThat(lengths("refresh", type))
                .isNotEmpty()
                .allSatisfy(length -> assertThat(length).isLessThan(RequestPool.LONGEST_KEPT_STATEMENT));
    }

    /** It is put together of parts, in several ways. */
    @Test
    void theStatementOfAnIssuedTokenIsKept() throws IOException {
        String source = source("issuing", "IssuableStatement");
        Map<String, Integer> parts = PART.matcher(source)
                .results()
                .collect(Collectors.toMap(
                        part -> part.group(1),
                        part -> part.group(2).stripIndent().length()));

        List<Integer> whole = WHOLE.matcher(source)
                .results()
                .map(sum -> Stream.of(sum.group(1).split(" \\+ "))
                        .mapToInt(name -> parts.getOrDefault(name, RequestPool.LONGEST_KEPT_STATEMENT))
                        .sum())
                .toList();

        assertThat(whole)
                .hasSize(4)
                .allSatisfy(length -> assertThat(length).isLessThan(RequestPool.LONGEST_KEPT_STATEMENT));
    }

    private static List<Integer> lengths(String module, String type) throws IOException {
        return TEXT_BLOCK
                .matcher(source(module, type))
                .results()
                .map(block -> block.group(1).stripIndent().length())
                .toList();
    }

    private static String source(String module, String type) throws IOException {
        return Files.readString(Path.of("src/main/java/io/countersign", module, type + ".java"));
    }
}
