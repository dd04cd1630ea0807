package io.countersign.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A core file of a crash would hold every secret in memory: the entrypoints of both images forbid it, and stay out of
 * the way.
 */
class CoreFilesTest {
    private static final String ENTRYPOINT = "ENTRYPOINT ";

    @TempDir
    Path directory;

    /** What stands in for the application: tells the limits, soft and hard, its process and its arguments. */
    private Path application() throws IOException {
        Path script = directory.resolve("application");
        Files.writeString(
                script,
                "#!/bin/sh\nulimit -S -c\nulimit -H -c\necho $$\nfor each in \"$@\"; do echo \"$each\"; done\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private static List<String> entrypointOf(String file) throws IOException {
        String text = Files.readString(Path.of("src/main/docker", file)).replace("\\\n", "");
        String line = text.lines()
                .filter(each -> each.startsWith(ENTRYPOINT))
                .reduce((first, second) -> second)
                .orElseThrow();
        return new ObjectMapper().readValue(line.substring(ENTRYPOINT.length()), new TypeReference<>() {});
    }

    @ParameterizedTest
    @CsvSource({"Dockerfile.native-micro,/work/application", "Dockerfile.jvm,java"})
    @EnabledOnOs(OS.LINUX)
    void areForbiddenByTheEntrypoint(String file, String executable) throws Exception {
        // Given
        List<String> entrypoint = entrypointOf(file);
        List<String> command = new ArrayList<>(entrypoint);
        command.set(2, command.get(2).replace("exec " + executable, "exec " + application()));
        command.addAll(List.of("-Xmx128m", "two words", "$HOME"));

        // When
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> told = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();

        // Then
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        List<String> expected = new ArrayList<>(List.of("0", "0", Long.toString(process.pid())));
        expected.addAll(command.subList(4, command.size()));
        assertThat(told).isEqualTo(expected);
    }
}
