package io.countersign.ops;

import io.countersign.caller.BootstrapConfiguration;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What only the migrated database itself can tell. All of it are warnings. */
final class DatabaseFindings {
    private static final int OLDEST = 150_000;
    private static final String QUESTION = """
            select current_setting('server_version_num')::int,
                   current_setting('server_version'),
                   (select rolsuper from pg_roles where rolname = current_user),
                   exists (select from caller)""";

    private DatabaseFindings() {}

    /** Blocks for one query. */
    static List<Finding> look(Connection connection, BootstrapConfiguration bootstrap) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(QUESTION)) {
            answer.next();
            boolean operator =
                    bootstrap.apiKey().isPresent() || bootstrap.apiKeyFile().isPresent();
            return judge(answer.getInt(1), answer.getString(2), answer.getBoolean(3), operator || answer.getBoolean(4));
        }
    }

    /**
     * The findings.
     *
     * @param version as {@code server_version_num}
     * @param shownVersion as people know it
     * @param superuser whether the role may do everything on the server
     * @param anybody whether anybody could call this service
     */
    static List<Finding> judge(int version, String shownVersion, boolean superuser, boolean anybody) {
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
        if (!anybody) {
            findings.add(Finding.warn(
                    BootstrapKeyCheck.FILE,
                    "is not set and there is no caller yet, so nobody can call this service. Name a file that holds a"
                            + " key of at"
                            + " least 32 characters: openssl rand -base64 32"));
        }
        return findings;
    }
}
