package io.countersign.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that the kernel kills when the test JVM dies, however that dies. */
final class ChildProcess implements AutoCloseable {
    /** The kernel watches the thread that started a process: this one lives as long as the JVM. */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("starter").factory());

    private static final Duration LONGEST_END = Duration.ofSeconds(90);

    private final Process process;
    private final Path log;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a command as the user of this JVM; what it prints is added to the log. */
    static ChildProcess start(Path log, List<String> command) {
        return launch(log, command, "KILL");
    }

    /**
     * Starts a command as the user {@code postgres} where this JVM is root, because PostgreSQL refuses to run as root.
     */
    static ChildProcess startAsPostgres(Path log, List<String> command) {
        List<String> whole = new ArrayList<>();
        if (isRoot()) {
            whole.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        whole.addAll(command);
        return launch(log, whole, "QUIT");
    }

    /** Sends a signal to processes. */
    static void signal(String name, Stream<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(each -> command.add(Long.toString(each.pid())));
        try {
            // Some may have ended since they were listed: that is no failure.
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static ChildProcess launch(Path log, List<String> command, String signalAtTheEnd) {
        List<String> whole = new ArrayList<>(List.of("setpriv", "--pdeathsig", signalAtTheEnd));
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            return new ChildProcess(STARTER.submit(builder::start).get(), log);
        } catch (Exception e) {
            throw new IllegalStateException(
                    "%s did not start. The fault suite needs Debian's util-linux, postgresql-15, pgbouncer and haproxy"
                            .formatted(whole),
                    e);
        }
    }

    /** It and everything it has started. */
    Stream<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    /** Sends a signal to it alone. */
    void signal(String name) {
        signal(name, Stream.of(process.toHandle()));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end, and answers the exit code: 128 and the signal's number where a signal ended it. */
    int awaitEnd() {
        try {
            if (!process.waitFor(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("Did not end within " + LONGEST_END + "; wrote " + written());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it and its predecessors with the same log have printed. */
    String written() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = tree().toList();
        all.forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
    }
}
