package io.countersign.ops;

import io.agroal.api.AgroalDataSource;
import io.countersign.caller.BootstrapConfiguration;
import io.countersign.keyring.KeyringOpening;
import io.countersign.keyring.LoadedKeyring;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * What happens at start, in this order: the configuration is checked, the keyring must have opened, the database is
 * migrated, the keyring must be the one that its keysets are wrapped with, the pool that serves requests has to reach
 * it. Before the checks nothing connects to anything, and before all of it no port is open.
 */
@ApplicationScoped
class Startup {
    private static final Logger LOG = Logger.getLogger(Startup.class);

    /** Of a single answer of the migrated database: one that fell silent must not keep a process that serves nobody. */
    private static final int LONGEST_ANSWER_MILLIS = 60_000;

    private final Config configuration;
    private final OpsConfiguration ops;
    private final BootstrapConfiguration bootstrap;
    private final LoadedKeyring keyring;
    private final Flyway flyway;
    private final AgroalDataSource database;
    private final PoolOnDatabase pool;
    private final StartupState state;
    private final boolean migrateOnly;

    Startup(
            Config configuration,
            OpsConfiguration ops,
            BootstrapConfiguration bootstrap,
            LoadedKeyring keyring,
            Flyway flyway,
            AgroalDataSource database,
            PoolOnDatabase pool,
            StartupState state,
            @ConfigProperty(name = "countersign.migrate-only", defaultValue = "false") boolean migrateOnly) {
        this.configuration = configuration;
        this.ops = ops;
        this.bootstrap = bootstrap;
        this.keyring = keyring;
        this.flyway = flyway;
        this.database = database;
        this.pool = pool;
        this.state = state;
        this.migrateOnly = migrateOnly;
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        report(Stream.concat(StartupChecks.run(configuration, ops).stream(), keyringFindings())
                .toList());
        report(Migration.run(flyway, configuration).stream().toList());
        report(databaseFindings());
        report(keyringInDatabase());
        if (migrateOnly) {
            LOG.info("The database is migrated. Countersign ends here, because countersign.migrate-only is set.");
            throw end(0);
        }
        report(poolFindings());
        state.started();
        LOG.info(StartLine.of(configuration));
    }

    private Stream<Finding> keyringFindings() {
        return switch (keyring.opening()) {
            case KeyringOpening.Opened opened ->
                opened.warnings().stream().map(warning -> Finding.warn("countersign.keyring.directory", warning));
            case KeyringOpening.Refused refused -> Stream.of(Finding.refuse(refused.property(), refused.message()));
        };
    }

    private List<Finding> databaseFindings() {
        return asking(connection -> DatabaseFindings.look(connection, bootstrap, !migrateOnly));
    }

    /** A run that only migrates may have other keys than those that serve: it looks, and makes nothing known. */
    private List<Finding> keyringInDatabase() {
        return asking(connection -> keyring.prove(connection, !migrateOnly).stream()
                .map(refused -> Finding.refuse(refused.property(), refused.message()))
                .toList());
    }

    private List<Finding> poolFindings() {
        return asking(connection -> pool.refusal(connection).stream().toList());
    }

    /** What asks the migrated database. */
    private interface Question {
        List<Finding> of(Connection connection) throws SQLException;
    }

    /**
     * Nothing that was to be seen there was seen, so a database that went away just now refuses the start as one that
     * was away before.
     */
    private List<Finding> asking(Question question) {
        try (Connection connection = database.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, LONGEST_ANSWER_MILLIS);
            try {
                return question.of(connection);
            } finally {
                connection.setNetworkTimeout(Runnable::run, 0);
            }
        } catch (SQLException e) {
            return List.of(Finding.refuse(
                    DatabaseConnections.JDBC_URL,
                    "the database stopped answering just after the migration: " + e.getMessage()
                            + ". Start again when it can be reached."));
        }
    }

    /** Logs every finding; ends the process if one refuses. */
    private static void report(List<Finding> findings) {
        findings.forEach(finding -> LOG.log(finding.level(), finding));
        String refused = findings.stream()
                .filter(Finding::refuses)
                .map(Finding::property)
                .distinct()
                .collect(Collectors.joining(", "));
        if (!refused.isEmpty()) {
            LOG.errorf("Countersign does not start. The lines above say what is wrong with: %s", refused);
            throw end(1);
        }
    }

    /**
     * Quarkus swallows the exception: it only keeps the rest of the start from happening. The request to exit carries
     * the code.
     */
    private static PreventFurtherStepsException end(int code) {
        Quarkus.asyncExit(code);
        return new PreventFurtherStepsException(code);
    }
}
