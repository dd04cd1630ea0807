package io.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No line of any text is longer than people see beside another one. */
class LineWidthTest {

    /** Characters. */
    private static final int WIDEST = 120;

    /** Nor is what a drill has recorded written by anybody. */
    private static final Set<String> NOT_OURS = Set.of(".git", "target", "node_modules", "mvnw", "recorded");

    private static final Pattern TEXT = Pattern.compile(
            ".*\\.(java|sql|properties|ya?ml|md|sh|ts|html|css|js|json|xml|env)|.*/(Dockerfile[^/]*|run)");

    /** What has no place to break: an address, a value that one line of its format has to hold; a table's row. */
    private static final Pattern UNBREAKABLE = Pattern.compile(".*\\S{81,}.*|[a-z.]+=\\S+");

    private static final Pattern ROW = Pattern.compile("\\s*\\|.*");

    /** Whose lines belong to their format: arguments of the compiler, and drawings. */
    private static final Set<String> EXCEPTIONS = Set.of(
            "pom.xml",
            "src/simulator/pom.xml",
            "src/main/resources/templates/consent/layout.html",
            "src/main/resources/templates/consent/result-page.html",
            "src/main/resources/templates/console/layout.html");

    @Test
    void noLineIsTooLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        Files.walkFileTree(Path.of(""), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return NOT_OURS.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.toString();
                if (TEXT.matcher(name).matches() && !EXCEPTIONS.contains(name)) {
                    tooLong.addAll(tooLongIn(name, textOf(file)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(tooLong).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "120, ' ', false",
        "121, ' ', true",
        "121, 'x', false",
    })
    void aLineThatIsTooLongIsSeen(int length, String filling, boolean tooLong) {
        // Given
        String line = "a" + filling.repeat(length - 2) + "b";

        // Then
        assertThat(tooLongIn("some.md", "short\n" + line + "\n").equals(List.of("some.md:2")))
                .isEqualTo(tooLong);
        assertThat(tooLongIn("some.md", "| " + line)).as("row of a table").isEmpty();
    }

    private static List<String> tooLongIn(String name, String text) {
        List<String> found = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.codePointCount(0, line.length()) > WIDEST
                    && !UNBREAKABLE.matcher(line).matches()
                    && !(name.endsWith(".md") && ROW.matcher(line).matches())) {
                found.add(name + ":" + number);
            }
        }
        return found;
    }

    /** Empty for what is not text. */
    private static String textOf(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            return "";
        }
    }
}
