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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
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

    /** Of a statement over all connections, which an operator waits for. */
    private static final int LONGEST_RUN_MILLIS = 3_600_000;

    private final Config configuration;
    private final OpsConfiguration ops;
    private final BootstrapConfiguration bootstrap;
    private final LoadedKeyring keyring;
    private final Migration migration;
    private final AgroalDataSource database;
    private final DatabaseWait wait;
    private final PoolOnDatabase pool;
    private final StartupState state;
    private final SingleRun single;

    Startup(
            Config configuration,
            OpsConfiguration ops,
            BootstrapConfiguration bootstrap,
            LoadedKeyring keyring,
            Migration migration,
            AgroalDataSource database,
            DatabaseWait wait,
            PoolOnDatabase pool,
            StartupState state,
            SingleRun single) {
        this.configuration = configuration;
        this.ops = ops;
        this.bootstrap = bootstrap;
        this.keyring = keyring;
        this.migration = migration;
        this.database = database;
        this.wait = wait;
        this.pool = pool;
        this.state = state;
        this.single = single;
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        if (!single.isWanted()) {
            Main.serves();
        }
        report(Stream.concat(StartupChecks.run(configuration, ops).stream(), keyringFindings())
                .toList());
        try (StopRequest stop = StopRequest.listen()) {
            startOnDatabase(stop);
        } catch (DatabaseWait.StoppedException e) {
            if (single.isWanted()) {
                LOG.error("Countersign was asked to end before its run was over, and does. Start it again: whatever"
                        + " of it is done may be done twice.");
                throw end(1);
            }
            LOG.info("Countersign was asked to end while it started, and does.");
            throw end(0);
        }
    }

    private void startOnDatabase(StopRequest stop) throws DatabaseWait.StoppedException {
        report(wait.outlast(stop, migration::run));
        report(wait.outlast(stop, databaseFindings()));
        report(wait.outlast(stop, keyringInDatabase()));
        if (single.isWanted()) {
            report(wait.outlast(stop, singleRun()));
            throw end(0);
        }
        report(wait.outlast(stop, poolFindings()));
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

    private Supplier<Attempt> databaseFindings() {
        return asking(
                LONGEST_ANSWER_MILLIS,
                connection -> new Attempt.Done(DatabaseFindings.look(connection, bootstrap, !single.isWanted())));
    }

    private Supplier<Attempt> singleRun() {
        return asking(LONGEST_RUN_MILLIS, connection -> {
            single.run(connection);
            return new Attempt.Done(List.of());
        });
    }

    /** A run that serves nobody may have other keys than those that serve: it looks, and makes nothing known. */
    private Supplier<Attempt> keyringInDatabase() {
        return asking(
                LONGEST_ANSWER_MILLIS,
                connection -> new Attempt.Done(keyring.prove(connection, !single.isWanted()).stream()
                        .map(refused -> Finding.refuse(refused.property(), refused.message()))
                        .toList()));
    }

    private Supplier<Attempt> poolFindings() {
        return asking(LONGEST_ANSWER_MILLIS, pool::ask);
    }

    /** What asks the migrated database. */
    private interface Question {
        Attempt of(Connection connection) throws SQLException;
    }

    /** Nothing that was to be seen there was seen, so a database that went away just now is as one that was before. */
    private Supplier<Attempt> asking(int longestMillis, Question question) {
        return () -> {
            try (Connection connection = database.getConnection()) {
                connection.setNetworkTimeout(Runnable::run, longestMillis);
                try {
                    return question.of(connection);
                } finally {
                    // Of a broken one this would fail, and hide why it broke.
                    if (!connection.isClosed()) {
                        connection.setNetworkTimeout(Runnable::run, 0);
                    }
                }
            } catch (SQLException e) {
                return JdbcFailure.of(e)
                        .attempt(JdbcDatabaseCheck.place(configuration).orElse("the database"));
            }
        };
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
