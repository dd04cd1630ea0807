package io.countersign.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Load by wrk, which takes so little of the processor that what it asks has the rest: many requests on few connections,
 * the next one as soon as an answer is there.
 */
final class Wrk {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ([\\d.]+)(m?s|m),");
    private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern BROKEN = Pattern.compile("Socket errors: .*");

    private final Process process;

    private Wrk(Process process) {
        this.process = process;
    }

    /**
     * What came of it.
     *
     * @param requests how many were answered
     * @param refused how many of them with 400 or more
     * @param took from the first to the last
     */
    record Sum(long requests, long refused, Duration took) {
        double perSecond() {
            return requests * 1e9 / took.toNanos();
        }

        long good() {
            return requests - refused;
        }
    }

    /**
     * Begins to ask.
     *
     * @param script Lua, which makes the requests
     */
    static Wrk start(URI address, int connections, Duration length, Path script) {
        List<String> command = List.of(
                "wrk",
                "-t1",
                "-c" + connections,
                "-d%ds".formatted(length.toSeconds()),
                "--timeout",
                "30s",
                "-s",
                script.toString(),
                address.toString());
        try {
            return new Wrk(new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException("wrk is needed (Debian: wrk)", e);
        }
    }

    /** The same, and waits for its end. */
    static Sum run(URI address, int connections, Duration length, Path script) {
        return start(address, connections, length, script).sum();
    }

    /** Waits for its end. */
    Sum sum() {
        try {
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0 || BROKEN.matcher(told).find()) {
                throw new AssertionError("wrk: " + told);
            }
            Matcher requests = REQUESTS.matcher(told);
            Matcher refused = REFUSED.matcher(told);
            if (!requests.find()) {
                throw new AssertionError("wrk: " + told);
            }
            return new Sum(
                    Long.parseLong(requests.group(1)),
                    refused.find() ? Long.parseLong(refused.group(1)) : 0,
                    took(requests.group(2), requests.group(3)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Duration took(String number, String unit) {
        double seconds = Double.parseDouble(number)
                * switch (unit.toLowerCase(Locale.ROOT)) {
                    case "ms" -> 0.001;
                    case "s" -> 1;
                    case "m" -> 60;
                    default -> throw new AssertionError(unit);
                };
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /** A script in a file of that folder. */
    static Path script(Path folder, String name, String lua) {
        try {
            return Files.writeString(folder.resolve(name), lua);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
