package io.countersign.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of {@code docs/runbooks}, which the alerts name. */
public final class Runbooks {
    private static final Path FOLDER = Path.of("docs/runbooks");
    private static final Pattern METRIC = Pattern.compile("\\b(?:countersign|http_server)_[a-z_]*[a-z]\\b");

    /** A row of the index: alerts, and the page for them. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*`) \\| \\[.*]\\(([a-z-]+\\.md)\\) \\|$");

    private static final Pattern ALERT = Pattern.compile("`(\\w+)`");

    private Runbooks() {}

    /** The page of each alert that the index lists, by the alert's name. */
    static Map<String, String> index() {
        Map<String, String> pages = new TreeMap<>();
        ROW.matcher(read(FOLDER.resolve("README.md")))
                .results()
                .forEach(row -> ALERT.matcher(row.group(1))
                        .results()
                        .forEach(alert -> pages.put(alert.group(1), row.group(2))));
        return pages;
    }

    /** The file names of all pages. */
    static Set<String> pages() {
        Set<String> names = new TreeSet<>();
        files().forEach(file -> names.add(file.getFileName().toString()));
        return names;
    }

    /** The metrics that any page names; a histogram by its name alone. */
    public static Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        files().forEach(file -> METRIC.matcher(read(file)).results().forEach(metric -> names.add(metric.group())));
        return names;
    }

    private static List<Path> files() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
