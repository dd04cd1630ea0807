package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of the packaged application, as whoever started it sees it. */
final class StartedProcess implements AutoCloseable {
    /** Of an end that comes: some of these share two processors, and one writes the class archive first. */
    private static final Duration LONGEST_END = Duration.ofMinutes(2);

    private final Process process;
    private final Path output;

    private StartedProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * How it ended.
     *
     * @param output all that it wrote
     */
    record Ended(int code, String output) {}

    /** @param directory for what it writes */
    static StartedProcess start(List<String> command, Path directory) throws IOException {
        Path output = Files.createTempFile(directory, "output", ".log");
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
                LONGEST_END,
                () -> !process.isAlive() || Stream.of(words).allMatch(output()::contains));
        assertThat(output()).contains(words);
    }

    /** Sends a signal by its name, without SIG. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).as("exit code of kill").isZero();
    }

    /** Waits for its end. */
    Ended ended() throws InterruptedException {
        boolean ended = process.waitFor(LONGEST_END.toSeconds(), TimeUnit.SECONDS);
        assertThat(ended).as("ends; wrote %s", output()).isTrue();
        return new Ended(process.exitValue(), output());
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
