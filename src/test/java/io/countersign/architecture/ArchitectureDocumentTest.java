package io.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever follows docs/architecture.md finds what it names. */
class ArchitectureDocumentTest {
    private static final Pattern TYPE = Pattern.compile("`([A-Z][A-Za-z]+)`");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\| (`[a-z.`, ]+`) \\|");

    private static String document() throws IOException {
        return Files.readString(Path.of("docs", "architecture.md"));
    }

    private static Set<String> names(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void everyTypeThatIsNamedIsThere() throws IOException {
        Set<String> named =
                TYPE.matcher(document()).results().map(found -> found.group(1)).collect(Collectors.toSet());

        assertThat(named).hasSizeGreaterThan(40);
        assertThat(names(Path.of("src"))).containsAll(named);
    }

    @Test
    void everyPackageHasItsLine() throws IOException {
        String packages = document().split("\n## The packages\n", 2)[1].split("\n## ", 2)[0];
        Set<String> described = PACKAGE.matcher(packages)
                .results()
                .map(MatchResult::group)
                .flatMap(line -> Pattern.compile("`([a-z.]+)`").matcher(line).results())
                .map(found -> found.group(1))
                .collect(Collectors.toSet());

        assertThat(described)
                .isEqualTo(MainClasses.ALL.stream()
                        .map(MainClasses::packageOf)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toSet()));
    }
}
