package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Tools in JavaScript that a folder of {@code src/test} names, installed below {@code target}. */
public final class TestingNpm {
    private final Path sources;
    private final Path folder;

    private TestingNpm(Path sources, Path folder) {
        this.sources = sources;
        this.folder = folder;
    }

    /**
     * Those of one folder; nothing is installed yet.
     *
     * @param name of the folder in {@code src/test}
     */
    public static TestingNpm of(String name) {
        return new TestingNpm(Path.of("src/test", name), Path.of("target", name + "-tools"));
    }

    /** Skips the test where there is no npm, but in CI. Installs exactly what the lock file says. */
    public TestingNpm assumeInstalled() throws IOException, InterruptedException {
        boolean present = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "npm")));
        assumeTrue(
                present || System.getenv("CI") != null,
                "There is no npm here, so what stands in " + sources + " is not asked.");
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(sources)) {
            for (Path source : files.filter(Files::isRegularFile).toList()) {
                Files.copy(source, file(source.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        run("npm", "ci", "--no-audit", "--no-fund");
        return this;
    }

    /** A file in the folder that the tools run in. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Runs a command to its end, and fails with what it printed where it does; returns that otherwise. */
    public String run(String... command) throws IOException, InterruptedException {
        Path printed = Files.createTempFile("npm", ".out");
        Process process = start(command).redirectOutput(printed.toFile()).start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        String text = Files.readString(printed);
        assertThat(ended).as("%s ends", List.of(command)).isTrue();
        assertThat(process.exitValue())
                .as("%s printed:%n%s", List.of(command), text)
                .isZero();
        Files.delete(printed);
        return text;
    }

    /** A command in the folder of the tools. */
    public ProcessBuilder start(String... command) {
        return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    }
}
