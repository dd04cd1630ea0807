package io.countersign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The package's classes as a JVM has them in memory. The first process that ends writes it; with it, a start takes a
 * third less of the processor. A JVM that finds it made for another package, or sees another clock on the jars, starts
 * without.
 */
public final class ClassArchive {
    private static final Path FILE = Path.of("target/package.jsa");

    private static boolean made;

    private ClassArchive() {}

    /**
     * Has it made, unless a test before this one has.
     *
     * @param start starts the package whole with {@link #options}, and ends it in order
     */
    public static synchronized void make(Runnable start) {
        if (!made) {
            made = true;
            if (!isOfThisPackage()) {
                start.run();
            }
        }
    }

    /** One of a package before this would be refused by each start, with a complaint, and made anew by each end. */
    private static boolean isOfThisPackage() {
        try {
            if (Files.exists(FILE)
                    && Files.getLastModifiedTime(FILE)
                                    .compareTo(Files.getLastModifiedTime(
                                            PackagedApplication.built().file()))
                            > 0) {
                return true;
            }
            Files.deleteIfExists(FILE);
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What makes a JVM use it, and write it at its end where it is missing. */
    public static List<String> options() {
        return List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + FILE);
    }
}
