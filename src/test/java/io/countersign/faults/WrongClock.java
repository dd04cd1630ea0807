package io.countersign.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A wall clock that is wrong, for one process: Debian's faketime. The monotonic clock stays as it is, as on a machine
 * whose clock is wrong.
 */
final class WrongClock {
    private WrongClock() {}

    /** What a command has to begin with to see a clock that is so far ahead, or behind. */
    static List<String> command(Duration ahead) {
        return command("FAKETIME=" + offset(ahead));
    }

    /**
     * What a command has to begin with to see a clock that is set while it runs: by that file, which {@link #set}
     * writes.
     */
    static List<String> command(Path file) {
        return command("FAKETIME_TIMESTAMP_FILE=" + file, "FAKETIME_NO_CACHE=1");
    }

    /** Sets such a clock so far ahead of the right time, or behind. */
    static void set(Path file, Duration ahead) {
        try {
            Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), offset(ahead) + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String offset(Duration ahead) {
        return "%+ds".formatted(ahead.toSeconds());
    }

    private static List<String> command(String... settings) {
        List<String> command = new ArrayList<>(List.of("env", "LD_PRELOAD=" + library()));
        command.addAll(List.of(settings));
        command.add("FAKETIME_DONT_FAKE_MONOTONIC=1");
        // Its remedy for old C libraries ends timed waits of the JVM too early.
        command.add("FAKETIME_FORCE_MONOTONIC_FIX=0");
        return command;
    }

    /** Debian keeps libraries in a directory per architecture. */
    private static Path library() {
        try (DirectoryStream<Path> architectures = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
            for (Path each : architectures) {
                Path library = each.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(library)) {
                    return library;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("The fault suite needs Debian's faketime");
    }
}
