package io.countersign.ops;

import io.countersign.caller.BootstrapConfiguration;
import io.countersign.caller.BootstrapKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What only the migrated database itself can tell. Warnings, but for an operator's key that is not there while there is
 * no other caller, and for callers that nothing vouches for.
 */
final class DatabaseFindings {
    private static final int OLDEST = 150_000;
    private static final String QUESTION = """
            select current_setting('server_version_num')::int,
                   current_setting('server_version'),
                   (select rolsuper from pg_roles where rolname = current_user),
                   exists (select from caller),
                   exists (select from vault_key)\
            """;

    private static final String MAKE =
            "Name a file that holds a key of at least 32 characters: openssl rand -base64 32";

    private DatabaseFindings() {}

    /**
     * Blocks for one query.
     *
     * @param serves whether anybody is going to call this process
     */
    static List<Finding> look(Connection connection, BootstrapConfiguration bootstrap, boolean serves)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(QUESTION)) {
            answer.next();
            List<Finding> findings =
                    new ArrayList<>(judge(answer.getInt(1), answer.getString(2), answer.getBoolean(3)));
            findings.addAll(judgeKey(answer.getBoolean(4), answer.getBoolean(5)));
            if (serves) {
                findings.addAll(judgeCallers(answer.getBoolean(4), BootstrapKey.given(bootstrap)));
            }
            return findings;
        }
    }

    /**
     * What there is to say of the server.
     *
     * @param version as {@code server_version_num}
     * @param shownVersion as people know it
     * @param superuser whether the role may do everything on the server
     */
    static List<Finding> judge(int version, String shownVersion, boolean superuser) {
        List<Finding> findings = new ArrayList<>();
        if (version < OLDEST) {
            findings.add(Finding.warn(
                    DatabaseConnections.JDBC_URL,
                    "leads to PostgreSQL " + shownVersion
                            + ". Countersign is tested with 15 and newer; update the server."));
        }
        if (superuser) {
            findings.add(Finding.warn(
                    "quarkus.datasource.username",
                    "is a superuser of the server: whoever takes over this service takes over every database there."
                            + " Use a role"
                            + " that owns this one database."));
        }
        return findings;
    }

    /**
     * Whether anything vouches for the callers.
     *
     * @param callers whether the database knows any caller
     * @param key whether it has the vault's own key
     */
    static List<Finding> judgeKey(boolean callers, boolean key) {
        return key || !callers
                ? List.of()
                : List.of(Finding.refuse(
                        DatabaseConnections.JDBC_URL,
                        "leads to a database that has callers and has lost the row of vault_key, which vouches for"
                                + " them. Restore that row from a backup; without one, delete all rows of caller and"
                                + " put every caller again."));
    }

    /**
     * Whether anybody can call this service.
     *
     * @param callers whether the database knows any caller
     * @param operator what the configuration gives
     */
    static List<Finding> judgeCallers(boolean callers, BootstrapKey.Given operator) {
        return switch (operator) {
            case KEY -> List.of();
            case NOTHING ->
                callers
                        ? List.of()
                        : List.of(Finding.warn(
                                BootstrapKeyCheck.FILE,
                                "is not set and there is no caller yet, so nobody can call this service. " + MAKE));
            case MISSING_FILE ->
                callers
                        ? List.of(Finding.note(
                                BootstrapKeyCheck.FILE,
                                "names a file that is not there, so only the callers in the database can call."))
                        : List.of(Finding.refuse(
                                BootstrapKeyCheck.FILE,
                                "names a file that is not there, and there is no caller yet, so nobody could call this"
                                        + " service. " + MAKE));
        };
    }
}
