package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagedApplicationTest {
    private static final List<String> JVM_OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC");
    private static final Map<String, String> PROPERTIES = Map.of("quarkus.http.port", "0");

    @TempDir
    Path folder;

    private List<String> commandOf(String type, String path) throws IOException {
        Files.writeString(folder.resolve("quarkus-artifact.properties"), "type=%s\npath=%s\n".formatted(type, path));
        return PackagedApplication.in(folder).command(JVM_OPTIONS, PROPERTIES);
    }

    @Test
    void theJarIsStartedByTheJavaOfTheTests() throws IOException {
        assertThat(commandOf("jar", "quarkus-app/quarkus-run.jar"))
                .containsExactly(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Dquarkus.http.port=0",
                        "-jar",
                        folder.resolve("quarkus-app/quarkus-run.jar").toString());
    }

    @Test
    void theExecutableStartsItselfWithoutTheOptionsOfAJvm() throws IOException {
        assertThat(commandOf("native", "countersign-runner"))
                .containsExactly(folder.resolve("countersign-runner").toString(), "-Dquarkus.http.port=0");
    }

    @Test
    void theFirstHalfOfTheNativeBuildCannotBeStarted() {
        assertThatThrownBy(() -> commandOf("native-sources", "sources/countersign-runner.jar"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("native-sources");
    }

    @Test
    void nothingIsPackagedBeforeTheBuild() {
        assertThatThrownBy(() -> PackagedApplication.in(folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("Nothing is packaged");
    }
}
