package io.countersign.ops;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/** Brings the schema up to date, or says in one sentence why that did not work. */
@ApplicationScoped
class Migration {
    private static final Logger LOG = Logger.getLogger(Migration.class);

    private final Flyway flyway;
    private final AgroalDataSource database;
    private final MigrationConnections connections;
    private final Config configuration;

    Migration(Flyway flyway, AgroalDataSource database, MigrationConnections connections, Config configuration) {
        this.flyway = flyway;
        this.database = database;
        this.connections = connections;
        this.configuration = configuration;
    }

    /**
     * Blocks: it waits, while another replica migrates, for that. Done without a finding when the schema is the one of
     * this version. May be tried again: Flyway keeps nothing of a step that failed.
     */
    Attempt run() {
        String place = JdbcDatabaseCheck.place(configuration).orElse("the database");
        FirstConnection first = new FirstConnection(
                database.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration(), place);
        return switch (first.open()) {
            case Attempt.Away away -> away;
            case Attempt.Done done -> done.findings().isEmpty() ? migrate(first) : done;
        };
    }

    private Attempt migrate(FirstConnection first) {
        try (SilenceWatch watch = SilenceWatch.begin(first::isSilent, connections::abort, SilenceWatch.PAUSE)) {
            flyway.migrate();
            return new Attempt.Done(List.of());
        } catch (FlywayException e) {
            LOG.debug("The migration failed", e);
            return JdbcFailure.of(e).attempt(first.place());
        }
    }
}
