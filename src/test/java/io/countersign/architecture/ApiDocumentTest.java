package io.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConsentReason;
import io.countersign.docusign.TokenAnswer;
import io.countersign.problem.ProblemType;
import io.countersign.refresh.LastError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/api.md is the contract for people: what the code can answer must stand there, and nothing else. Its endpoints
 * are compared by the matrix of permissions.
 */
class ApiDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/api.md");
    private static final Pattern EVENTS = Pattern.compile("(.*\\.)?AuditEvent(\\.of|\\.ofTenant)?");

    /** One statement changes rows and records it. */
    private static final Pattern EVENTS_IN_SQL = Pattern.compile("record_event\\('([a-z.-]+)'");

    @Test
    void catalogueOfProblemsIsComplete() throws IOException {
        assertThat(firstCells("Problems", "`(urn:countersign:problem:[a-z-]+)` \\| (\\d+) \\| ([^|]+)"))
                .containsExactlyElementsOf(Arrays.stream(ProblemType.values())
                        .map(type -> "%s %d %s".formatted(type.uri(), type.status(), type.title()))
                        .toList());
    }

    @Test
    void listOfLastErrorsIsComplete() throws IOException {
        assertThat(firstCells("Last errors", "`([a-z_]+)`"))
                .containsExactlyElementsOf(Stream.of(
                                Arrays.stream(LastError.values()).map(LastError::wireName),
                                Arrays.stream(ConsentReason.values()).map(ConsentReason::wireName),
                                Stream.of(TokenAnswer.Refused.OTHER))
                        .flatMap(names -> names)
                        .toList());
    }

    @Test
    void listOfAuditEventsIsComplete() throws IOException {
        // Given
        Set<String> recorded = new TreeSet<>();
        for (JavaSource source : JavaSource.allBelow(JavaSource.MAIN)) {
            if (!source.name().equals("AuditEvent")) {
                recorded.addAll(new Texts(source).ofFirstArguments(EVENTS.asMatchPredicate()));
                EVENTS_IN_SQL
                        .matcher(Files.readString(source.path()))
                        .results()
                        .forEach(event -> recorded.add(event.group(1)));
            }
        }

        // Then
        assertThat(recorded).hasSizeGreaterThan(20);
        assertThat(firstCells("Audit events", "`([a-z_.-]+)`")).containsExactlyElementsOf(recorded);
    }

    /** The captured groups of each row of the first table under that heading. */
    private static List<String> firstCells(String heading, String row) throws IOException {
        String section =
                Files.readString(DOCUMENT).split("\n## " + heading + "\n", 2)[1].split("\n## ", 2)[0];
        Pattern pattern = Pattern.compile("(?m)^\\| " + row);
        return pattern.matcher(section)
                .results()
                .map(match -> IntStream.rangeClosed(1, match.groupCount())
                        .mapToObj(match::group)
                        .map(String::strip)
                        .collect(Collectors.joining(" ")))
                .toList();
    }
}
