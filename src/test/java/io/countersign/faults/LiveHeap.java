package io.countersign.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a JVM, by the {@code jcmd} of the JDK that runs the tests, what is alive in its heap. */
final class LiveHeap {
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +[0-9]+ +([0-9]+)");

    private LiveHeap() {}

    /** In bytes. The histogram counts what a collection of all garbage leaves. */
    static long of(ProcessHandle jvm) {
        Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
        try {
            Process jcmd = new ProcessBuilder(
                            java.resolveSibling("jcmd").toString(), Long.toString(jvm.pid()), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher total = TOTAL.matcher(histogram);
            if (!total.find()) {
                throw new AssertionError("No histogram: " + histogram);
            }
            return Long.parseLong(total.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
