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
 * migrated (only looked at, where the trail is to be verified), the keyring must be the one that its keysets are
 * wrapped with, the pool that serves requests has to reach it. Before the checks nothing connects to anything, and
 * before all of it no port is open.
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
    private final StartWait wait;
    private final PoolOnDatabase pool;
    private final StartupState state;
    private final SingleRun single;
    private final TrailRun trail;

    Startup(
            Config configuration,
            OpsConfiguration ops,
            BootstrapConfiguration bootstrap,
            LoadedKeyring keyring,
            Migration migration,
            AgroalDataSource database,
            StartWait wait,
            PoolOnDatabase pool,
            StartupState state,
            SingleRun single,
            TrailRun trail) {
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
        this.trail = trail;
    }

    private boolean servesNobody() {
        return single.isWanted() || trail.isWanted();
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        if (!servesNobody()) {
            Main.serves();
        }
        List<Finding> findings = StartupChecks.run(configuration, ops);
        // With other mistakes beside it, nobody waits to be told of this one.
        report(
                findings.stream().anyMatch(Finding::refuses)
                        ? Stream.concat(findings.stream(), keyringFindings().stream())
                                .toList()
                        : findings);
        try (StopRequest stop = StopRequest.listen()) {
            report(wait.outlastKeyring(stop, this::openKeyring));
            startOnDatabase(stop);
        } catch (StartWait.StoppedException e) {
            if (servesNobody()) {
                LOG.error("Countersign was asked to end before its run was over, and does. Start it again: whatever"
                        + " of it is done may be done twice.");
                throw end(1);
            }
            LOG.info("Countersign was asked to end while it started, and does.");
            throw end(0);
        }
    }

    private void startOnDatabase(StopRequest stop) throws StartWait.StoppedException {
        boolean changesNothing = trail.isWanted() && !single.isWanted();
        report(wait.outlastDatabase(stop, changesNothing ? migration::look : migration::run));
        report(wait.outlastDatabase(stop, databaseFindings()));
        report(wait.outlastDatabase(stop, keyringInDatabase()));
        if (single.isWanted()) {
            report(wait.outlastDatabase(stop, singleRun()));
            throw end(0);
        }
        report(wait.outlastDatabase(stop, poolFindings()));
        if (trail.isWanted()) {
            report(wait.outlastDatabase(stop, trail::prove));
            throw end(0);
        }
        state.started();
        LOG.info(StartLine.of(configuration));
    }

    private Attempt openKeyring() {
        return keyring.reopen() instanceof KeyringOpening.Unreachable away
                ? new Attempt.Away(away.directory().toString(), away.reason(), refusal(away.refusal()))
                : new Attempt.Done(keyringFindings());
    }

    private List<Finding> keyringFindings() {
        return switch (keyring.opening()) {
            case KeyringOpening.Opened opened ->
                opened.warnings().stream()
                        .map(warning -> Finding.warn("countersign.keyring.directory", warning))
                        .toList();
            case KeyringOpening.Refused refused -> List.of(refusal(refused));
            case KeyringOpening.Unreachable unreachable -> List.of(refusal(unreachable.refusal()));
        };
    }

    private static Finding refusal(KeyringOpening.Refused refused) {
        return Finding.refuse(refused.property(), refused.message());
    }

    private Supplier<Attempt> databaseFindings() {
        return asking(
                LONGEST_ANSWER_MILLIS,
                connection -> new Attempt.Done(DatabaseFindings.look(connection, bootstrap, !servesNobody())));
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
                connection -> new Attempt.Done(keyring.prove(connection, !servesNobody()).stream()
                        .map(Startup::refusal)
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
