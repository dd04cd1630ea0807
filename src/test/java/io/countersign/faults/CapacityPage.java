package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The figures that {@code docs/capacity.md} publishes, read from its table, so that the page cannot drift from what is
 * measured. What was compared stands in {@code target/capacity.txt} too.
 */
final class CapacityPage {
    /** By how much a measured figure may differ from the published one. */
    private static final double TOLERANCE = 0.25;

    private static final Path PAGE = Path.of("docs/capacity.md");
    private static final Path REPORT = Path.of("target/capacity.txt");

    /** Title, number with commas between thousands, unit. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]+) \\| ([0-9][0-9,.]*) \\| ([^|]*) \\|");

    private record Published(double number, String unit) {
        @Override
        public String toString() {
            return "%,10.1f   %s".formatted(number, unit);
        }
    }

    private final Map<String, Published> rows;

    private CapacityPage(String text) {
        this.rows = ROW.matcher(text)
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1),
                        row -> new Published(Double.parseDouble(row.group(2).replace(",", "")), row.group(3))));
    }

    static CapacityPage read() {
        try {
            return new CapacityPage(Files.readString(PAGE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Fails for those that differ from what is published by more than a quarter; all are written down before.
     *
     * @param measured in the units of the page
     */
    void holds(Map<Figure, Double> measured) {
        measured.forEach((figure, value) -> note(
                "%-75s measured %,10.1f   published %s".formatted(figure.title(), value, rows.get(figure.title()))));
        assertThat(measured)
                .as("measured figures, against %s", PAGE)
                .allSatisfy((figure, value) -> assertThat(value)
                        .as("%s", figure.title())
                        .isBetween(
                                published(figure).number() * (1 - TOLERANCE),
                                published(figure).number() * (1 + TOLERANCE)));
    }

    /** Writes down what depends on the machine: it is compared with nothing. */
    void tells(String what, double value, String unit) {
        note("%-75s measured %,10.1f   %s".formatted(what, value, unit));
    }

    private Published published(Figure figure) {
        Published row = rows.get(figure.title());
        if (row == null) {
            throw new AssertionError("%s has no row '%s'".formatted(PAGE, figure.title()));
        }
        return row;
    }

    private static void note(String line) {
        try {
            Files.writeString(REPORT, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.printf(Locale.ROOT, "%s%n", line);
    }
}
