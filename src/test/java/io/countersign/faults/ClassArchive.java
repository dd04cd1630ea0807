package io.countersign.faults;

import java.nio.file.Path;
import java.util.List;

/**
 * The package's classes as a JVM has them in memory. The first replica that ends writes it; with it, a start takes a
 * third less of the processor. A JVM that finds it made for another package, or sees another clock on the jars, starts
 * without.
 */
final class ClassArchive {
    private static final Path FILE = Path.of("target/faults/package.jsa");

    private static boolean made;

    private ClassArchive() {}

    /** Has it made, unless a test before this one has. */
    static synchronized void make() {
        if (!made) {
            made = true;
            try (Installation first = new Installation(Plan.standard().replicas(1))) {
                first.replica(0).terminate();
                first.replica(0).awaitEnd();
            }
        }
    }

    /** What makes a JVM use it, and write it at its end where it is missing. */
    static List<String> options() {
        return List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + FILE);
    }
}
