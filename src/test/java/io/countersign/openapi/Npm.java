package io.countersign.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The tools of {@code src/test/openapi}, installed below {@code target}. */
final class Npm {
    private static final Path SOURCES = Path.of("src/test/openapi");
    private static final Path FOLDER = Path.of("target/openapi-tools");

    private Npm() {}

    /** Skips the test where there is no npm, but in CI. Installs exactly what the lock file says. */
    static void assumeInstalled() throws IOException, InterruptedException {
        boolean present = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "npm")));
        assumeTrue(
                present || System.getenv("CI") != null,
                "There is no npm here, so the API's description is not validated.");
        Files.createDirectories(FOLDER);
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                Files.copy(source, file(source.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        run("npm", "ci", "--no-audit", "--no-fund");
    }

    /** A file in the folder that the tools run in. */
    static Path file(String name) {
        return FOLDER.resolve(name);
    }

    /** Runs a command to its end, and fails with what it printed where it does. */
    static void run(String... command) throws IOException, InterruptedException {
        Path printed = Files.createTempFile("openapi", ".out");
        Process process = start(command).redirectOutput(printed.toFile()).start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("%s ends", List.of(command)).isTrue();
        assertThat(process.exitValue())
                .as("%s printed:%n%s", List.of(command), Files.readString(printed))
                .isZero();
        Files.delete(printed);
    }

    /** A command in the folder of the tools. */
    static ProcessBuilder start(String... command) {
        return new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true);
    }
}
