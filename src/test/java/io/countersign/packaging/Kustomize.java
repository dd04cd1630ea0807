package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Renders folders of manifests with the machine's {@code kubectl}; no cluster is asked. */
final class Kustomize {
    private static final long SECONDS_TO_RENDER = 60;

    /** Of kubectl 1.x, asked once. */
    private static final class Minor {
        static final int VERSION = version();

        private static int version() {
            var minor = Pattern.compile("Minor:\"(\\d+)|Client Version: v1\\.(\\d+)")
                    .matcher(run("version", "--client"));
            assertThat(minor.find()).as("kubectl states its version").isTrue();
            return Integer.parseInt(minor.group(1) != null ? minor.group(1) : minor.group(2));
        }
    }

    private Kustomize() {}

    /**
     * Skips the running test where there is no {@code kubectl}; in CI (environment variable CI) its absence fails it.
     */
    static void assumeInstalled() {
        boolean installed = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
        assumeTrue(
                installed || System.getenv("CI") != null,
                "kubectl is not installed, so the manifests were not checked. Install it, or leave this to CI.");
    }

    /**
     * Skips the running test where {@code kubectl} knows no replacements (before 1.22), as Debian 12's does; in CI
     * (environment variable CI) that fails it.
     */
    static void assumeKnowsReplacements() {
        String verdict =
                "kubectl 1." + Minor.VERSION + " is too old for overlays and components: they were not checked.";
        assertThat(Minor.VERSION >= 22 || System.getenv("CI") == null)
                .as(verdict)
                .isTrue();
        assumeTrue(Minor.VERSION >= 22, verdict);
    }

    /**
     * Renders a folder.
     *
     * @param folder relative to the repository
     * @return a stream of YAML documents
     */
    static String render(String folder) {
        return run("kustomize", folder);
    }

    private static String run(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "kubectl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Path errors = Files.createTempFile("kubectl", ".stderr");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectError(errors.toFile())
                        .start();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                boolean ended = process.waitFor(SECONDS_TO_RENDER, TimeUnit.SECONDS);
                assertThat(ended && process.exitValue() == 0)
                        .as("%s failed: %s", String.join(" ", command), Files.readString(errors))
                        .isTrue();
                return output;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new AssertionError("kubectl did not run; install it (Debian: kubernetes-client)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while kubectl ran", e);
        }
    }
}
