package io.countersign.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of what the images are made, and how their bases are pinned where registries are reachable. */
class DockerfilesTest {
    private static final Path FOLDER = Path.of("src/main/docker");
    private static final Path SCRIPT = Path.of(".ci/base-images");
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @TempDir
    Path directory;

    /** A run of the script. */
    private record Run(int code, String output) {}

    private static List<String> lines(String file) throws IOException {
        return Files.readAllLines(FOLDER.resolve(file));
    }

    private static String base(String file) throws IOException {
        return lines(file).stream()
                .filter(line -> line.startsWith("ARG BASE="))
                .map(line -> line.substring("ARG BASE=".length()))
                .findFirst()
                .orElseThrow();
    }

    /** So that one argument pins it; no tag that moves by its nature. */
    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native-micro"})
    void haveOneBaseThatAnArgumentPins(String file) throws IOException {
        assertThat(lines(file).stream().filter(line -> line.startsWith("FROM ")))
                .containsExactly("FROM ${BASE}");
        assertThat(base(file)).matches("[a-z.]+/[a-z0-9/-]+:\\d+(\\.\\d+)+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native-micro"})
    void bringTheBillOfMaterials(String file) throws IOException {
        assertThat(lines(file)).contains("COPY LICENSE target/countersign-sbom.cdx.json /licenses/");
        assertThat(Files.readAllLines(Path.of(".dockerignore")))
                .contains("*", "!LICENSE", "!target/countersign-sbom.cdx.json");
    }

    private Run run(Path project, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                "bash", project.resolve(SCRIPT).toString(), arguments[0], arguments.length > 1 ? arguments[1] : ""));
        builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        return new Run(process.waitFor(), output);
    }

    private Path copyOfTheProject() throws IOException {
        Path copy = directory.resolve("project");
        Files.createDirectories(copy.resolve(FOLDER));
        Files.createDirectories(Objects.requireNonNull(copy.resolve(SCRIPT).getParent()));
        Files.copy(SCRIPT, copy.resolve(SCRIPT));
        for (String file : List.of("Dockerfile.jvm", "Dockerfile.native-micro")) {
            Files.copy(FOLDER.resolve(file), copy.resolve(FOLDER).resolve(file));
        }
        return copy;
    }

    /** In the place of the registries. */
    private void answerOfTheRegistry(String digest) throws IOException {
        Path skopeo = directory.resolve("skopeo");
        Files.writeString(skopeo, "#!/bin/sh\necho '" + digest + "'\n");
        assertThat(skopeo.toFile().setExecutable(true)).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void nothingIsReleasedOnWhateverATagNames() throws Exception {
        Path project = copyOfTheProject();
        assertThat(run(project, "of", "Dockerfile.jvm"))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(1))
                .satisfies(refused -> assertThat(refused.output()).contains("base-images.lock is missing"));

        answerOfTheRegistry("unauthorized");
        assertThat(run(project, "pin").code()).isEqualTo(1);
        assertThat(project.resolve(FOLDER).resolve("base-images.lock")).doesNotExist();

        answerOfTheRegistry(DIGEST);
        assertThat(run(project, "pin").code()).isZero();
        assertThat(run(project, "of", "Dockerfile.jvm")).isEqualTo(new Run(0, base("Dockerfile.jvm") + "@" + DIGEST));
        assertThat(run(project, "of", "Dockerfile.native-micro"))
                .isEqualTo(new Run(0, base("Dockerfile.native-micro") + "@" + DIGEST));
    }

    /** As soon as somebody has looked them up: of these very tags, and of both. */
    @Test
    void theLockFitsTheDockerfiles() throws IOException {
        Path lock = FOLDER.resolve("base-images.lock");
        List<String> pinned = Files.exists(lock) ? Files.readAllLines(lock) : List.of();

        assertThat(pinned)
                .allMatch(line -> line.matches(".+@sha256:[0-9a-f]{64}"))
                .extracting(line -> line.split("@", 2)[0])
                .isIn(List.of(), List.of(base("Dockerfile.jvm"), base("Dockerfile.native-micro")));
    }
}
