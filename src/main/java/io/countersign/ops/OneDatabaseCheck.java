package io.countersign.ops;

import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Both drivers should speak to one database. Whoever sets the JDBC URL alone leaves the other at its default. */
final class OneDatabaseCheck implements StartupCheck {

    @Override
    public List<Finding> check(Config configuration) {
        Optional<String> reactive = ReactiveDatabaseCheck.place(configuration);
        Optional<String> jdbc = JdbcDatabaseCheck.place(configuration);
        if (reactive.isEmpty() || jdbc.isEmpty() || reactive.equals(jdbc)) {
            return List.of();
        }
        return List.of(Finding.warn(
                DatabaseConnections.REACTIVE_URL,
                "names " + reactive.get() + ", but " + DatabaseConnections.JDBC_URL + " names " + jdbc.get()
                        + ": one would be migrated and the other used. Set both to the same database; the JDBC URL"
                        + " follows"
                        + " the reactive one if it is not set."));
    }
}
