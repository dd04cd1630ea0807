package io.countersign.architecture;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A statement of the main code and where it stands.
 *
 * @param location the source file
 * @param statement as it is sent, or as far as its file tells
 */
record WrittenSql(Path location, SqlStatement statement) {
    private static final Path ROOT = JavaSource.MAIN.resolve("io/countersign");

    /** What is given a statement as its first argument. */
    private static final Set<String> CALLS = Set.of(
            "preparedQuery",
            "query",
            "createQuery",
            "createNativeQuery",
            "createMutationQuery",
            "createSelectionQuery",
            "prepare",
            "prepareStatement");

    /** Every statement of the main code. */
    static List<WrittenSql> all() {
        return JavaSource.allBelow(JavaSource.MAIN).stream()
                .flatMap(source -> new Texts(source)
                        .ofFirstArguments(WrittenSql::takesSql).stream()
                                .map(text -> new WrittenSql(source.path(), new SqlStatement(text))))
                .toList();
    }

    private static boolean takesSql(String call) {
        return CALLS.contains(call.substring(call.lastIndexOf('.') + 1));
    }

    /** The package below the root, with dots: {@code refresh.upkeep}. */
    String feature() {
        return ROOT.relativize(location.getParent()).toString().replace('/', '.');
    }

    String file() {
        return location.getFileName().toString().replace(".java", "");
    }

    private String normalized() {
        return statement.text().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip();
    }

    /** @param exception file and what is peculiar to the statement: {@code ConsentLinks: where l.hash = $1} */
    boolean isThe(String exception) {
        String[] parts = exception.split(": ", 2);
        return file().equals(parts[0]) && normalized().contains(parts[1]);
    }
}
