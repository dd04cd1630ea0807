package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged application while it runs, as whoever started it sees it. */
final class StartedProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    private StartedProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param directory for what it writes */
    static StartedProcess start(List<String> command, Path directory) throws IOException {
        Path output = directory.resolve("running");
        return new StartedProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    /** Everything so far. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has written all of them. */
    void await(String... words) {
        TestingWait.until(
                "wrote " + List.of(words),
                () -> !process.isAlive() || Stream.of(words).allMatch(output()::contains));
        assertThat(output()).contains(words);
    }

    /** Sends a signal by its name, without SIG. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Waits for its end, for as long as an orderly one may take here. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("ends; wrote %s", output())
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
