package io.countersign.caller;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row of the table of endpoints in docs/api.md.
 *
 * @param method in capitals
 * @param path with {@code {names}} for its parameters
 * @param access what the column of permissions says
 * @param statuses those that the row promises to whoever is let in
 */
record DocumentedOperation(String method, String path, Access access, Set<Integer> statuses) {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z]+) (/[^` ]*)` \\|([^|]*)\\|([^|]*)\\|$");

    /** Who may. */
    sealed interface Access {
        /** Who holds this permission, for the tenant where there is one. */
        record Needs(Permission permission) implements Access {}

        /** Who holds all of these, for all tenants. */
        record NeedsAll(List<Permission> permissions) implements Access {

            /** As programs read it. */
            String words() {
                return permissions.stream().map(Permission::toString).collect(Collectors.joining(" and "));
            }
        }

        /** Everybody who is known. */
        record AnyCredential() implements Access {}

        /** No API key is looked at: the words say what stands in its place. */
        record Public(String words) implements Access {}
    }

    static List<DocumentedOperation> all() throws IOException {
        String section = Files.readString(Path.of("docs/api.md"))
                .split("\n## Endpoints\n", 2)[1]
                .split("\n##", 2)[0];
        return ROW.matcher(section)
                .results()
                .map(row -> new DocumentedOperation(
                        row.group(1), row.group(2), access(row.group(3).strip()), statuses(row.group(4))))
                .toList();
    }

    private static Access access(String cell) {
        if (cell.equals("any credential")) {
            return new Access.AnyCredential();
        }
        if (cell.endsWith(" for `*`")) {
            return new Access.NeedsAll(Stream.of(cell.replace(" for `*`", "").split(" and "))
                    .map(DocumentedOperation::permission)
                    .toList());
        }
        return cell.startsWith("`") ? new Access.Needs(permission(cell)) : new Access.Public(cell);
    }

    private static Permission permission(String cell) {
        return Permission.named(cell.replace("`", ""))
                .orElseThrow(() -> new AssertionError("docs/api.md names no permission: " + cell));
    }

    private static Set<Integer> statuses(String cell) {
        return Pattern.compile("\\b[2-5]\\d\\d\\b")
                .matcher(cell)
                .results()
                .map(MatchResult::group)
                .map(Integer::valueOf)
                .collect(Collectors.toSet());
    }

    /** As the row begins. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
