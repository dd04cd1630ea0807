package io.countersign.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A wall clock that is wrong, for one process: Debian's faketime. The monotonic clock stays as it is, as on a machine whose clock is wrong. */
final class WrongClock {
    private WrongClock() {}

    /** What a command has to begin with to see a clock that is so far ahead, or behind. */
    static List<String> command(Duration ahead) {
        return List.of(
                "env",
                "LD_PRELOAD=" + library(),
                "FAKETIME=%+ds".formatted(ahead.toSeconds()),
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                // Its remedy for old C libraries ends timed waits of the JVM too early.
                "FAKETIME_FORCE_MONOTONIC_FIX=0");
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
