package io.countersign.ops;

import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Asks the database, past the pool, whether it is there and takes writes. The pool's own connections have no limit for
 * an answer, since a migration may take long, and one that hangs would keep the pool from opening another.
 */
final class FirstConnection {
    private static final String SECONDS_PER_ANSWER = "5";

    /** Several answers make a log-in. */
    private static final String SECONDS_IN_ALL = "10";

    private final AgroalConnectionFactoryConfiguration how;
    private final String place;

    /**
     * Asks as the pool would.
     *
     * @param how the pool's own configuration
     * @param place host, port and database, to be shown
     */
    FirstConnection(AgroalConnectionFactoryConfiguration how, String place) {
        this.how = how;
        this.place = place;
    }

    String place() {
        return place;
    }

    /** Blocks for ten seconds at most, unless the URL has limits of its own. Findings are refusals. */
    Attempt open() {
        try (Connection connection = new Driver().connect(how.jdbcUrl(), properties())) {
            return connection == null
                    ? Attempt.Done.of(DatabaseConnections.unreadable(
                            DatabaseConnections.JDBC_URL, "jdbc:postgresql://host:5432/database"))
                    : ask(connection);
        } catch (SQLException e) {
            return JdbcFailure.of(e).attempt(place);
        }
    }

    /** Whether nothing at all comes back from there, not even a refusal. Blocks as long. */
    boolean isSilent() {
        try (Connection connection = new Driver().connect(how.jdbcUrl(), properties())) {
            return connection == null;
        } catch (SQLException e) {
            return JdbcFailure.of(e).isSilence();
        }
    }

    private Attempt ask(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("select pg_is_in_recovery()")) {
            answer.next();
            return answer.getBoolean(1)
                    ? JdbcFailure.of(new SQLException("it is in recovery", "25006"))
                            .attempt(place)
                    : new Attempt.Done(List.of());
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(how.jdbcProperties());
        if (how.principal() != null) {
            properties.setProperty(PGProperty.USER.getName(), how.principal().getName());
        }
        for (Object credential : how.credentials()) {
            if (credential instanceof SimplePassword password) {
                properties.setProperty(PGProperty.PASSWORD.getName(), password.getWord());
            }
        }
        properties.setProperty(PGProperty.CONNECT_TIMEOUT.getName(), SECONDS_PER_ANSWER);
        properties.setProperty(PGProperty.SOCKET_TIMEOUT.getName(), SECONDS_PER_ANSWER);
        properties.setProperty(PGProperty.LOGIN_TIMEOUT.getName(), SECONDS_IN_ALL);
        return properties;
    }
}
