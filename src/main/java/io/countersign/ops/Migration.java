package io.countersign.ops;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/** Brings the schema up to date, or looks whether it is; says in one sentence why that did not work. */
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
        return onDatabase(() -> {
            flyway.migrate();
            return new Attempt.Done(List.of());
        });
    }

    /**
     * Changes nothing: a finding where a migration of this version is missing, or another one was applied in its place.
     * Later ones may have been.
     */
    Attempt look() {
        return onDatabase(() -> flyway.validateWithResult().validationSuccessful
                ? new Attempt.Done(List.of())
                : Attempt.Done.of(Finding.refuse(
                        TrailRun.PROPERTY,
                        "the database does not have the schema of this version, and a verification changes none. Run it"
                                + " with the version that the replicas run, or begin with countersign.migrate-only.")));
    }

    private Attempt onDatabase(Supplier<Attempt> step) {
        String place = JdbcDatabaseCheck.place(configuration).orElse("the database");
        FirstConnection first = new FirstConnection(
                database.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration(), place);
        return switch (first.open()) {
            case Attempt.Away away -> away;
            case Attempt.Done done -> done.findings().isEmpty() ? onConnection(first, step) : done;
        };
    }

    private Attempt onConnection(FirstConnection first, Supplier<Attempt> step) {
        try (SilenceWatch watch = SilenceWatch.begin(first::isSilent, connections::abort, SilenceWatch.PAUSE)) {
            return step.get();
        } catch (FlywayException e) {
            LOG.debug("Flyway failed", e);
            return JdbcFailure.of(e).attempt(first.place());
        }
    }
}
