package io.countersign.monitoring;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Prometheus' own judge of rules, of Debian's package {@code prometheus}. */
public final class Promtool {
    private Promtool() {}

    /**
     * What it printed.
     *
     * @param exitCode 0 where all is well
     * @param output both streams
     */
    public record Result(int exitCode, String output) {}

    /** Skips the running test where it is not installed; in CI (environment variable CI) its absence fails it. */
    public static void assumeInstalled() {
        boolean installed = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
        assumeTrue(
                installed || System.getenv("CI") != null,
                "promtool is not installed, so the alerts were not tried. Install Debian's package prometheus, or"
                        + " leave this to CI.");
    }

    /** {@code promtool check rules}. */
    public static Result check(Path rules) {
        return run("check", "rules", rules.toString());
    }

    /** {@code promtool test rules}. */
    public static Result test(Path... tests) {
        return run(Stream.concat(Stream.of("test", "rules"), Stream.of(tests).map(Path::toString))
                .toArray(String[]::new));
    }

    private static Result run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("promtool did not run; install Debian's package prometheus", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
