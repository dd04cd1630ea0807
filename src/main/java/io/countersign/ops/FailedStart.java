package io.countersign.ops;

import io.countersign.database.Causes;
import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import java.io.FileNotFoundException;
import java.net.BindException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Handler;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * What is told of a start that Quarkus gave up, before our checks ran or after: cause and property in a line each.
 * Only what nothing here explains keeps its stack trace.
 */
final class FailedStart {
    private static final Logger LOG = Logger.getLogger(FailedStart.class);
    private static final String PORT = "quarkus.http.port";
    private static final String MANAGEMENT_PORT = "quarkus.management.port";

    private FailedStart() {}

    /** Logs it, also where logging has not begun. */
    static void tell(Throwable failure) {
        if (Causes.of(failure).anyMatch(PreventFurtherStepsException.class::isInstance)) {
            // Startup has told why.
            return;
        }
        if (!InitialConfigurator.DELAYED_HANDLER.isActivated()) {
            InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {InitialConfigurator.createDefaultHandler()});
        }
        List<Finding> findings = explain(failure, FailedStart::checked);
        if (findings.isEmpty()) {
            LOG.error("Countersign does not start, for a reason that it does not know", failure);
        } else {
            findings.forEach(LOG::error);
            LOG.error("Countersign does not start.");
        }
    }

    /**
     * What to tell. The words of a failure may hold the value that it was about, so what the checks say counts before
     * them.
     *
     * @param checked what the start-up checks refuse; asked only where the failure itself names no port and no file
     * @return empty if nobody knows
     */
    static List<Finding> explain(Throwable failure, Supplier<List<Finding>> checked) {
        Optional<Finding> named = takenPort(failure).or(() -> missingFile(failure));
        if (named.isPresent()) {
            return List.of(named.get());
        }
        List<Finding> refused = checked.get();
        return refused.isEmpty() ? badValue(failure).stream().toList() : refused;
    }

    private static Optional<Finding> takenPort(Throwable failure) {
        Optional<BindException> bind = first(failure, BindException.class);
        if (bind.isEmpty()) {
            return Optional.empty();
        }
        // Quarkus says which port only of the port for requests; of the other in the words of a cause in between.
        Optional<String> management = Causes.of(failure)
                .map(Throwable::getMessage)
                .filter(message -> message != null && message.contains("start the management interface on"))
                .reduce((outer, inner) -> inner)
                .map(message -> message.substring(message.lastIndexOf(' ') + 1));
        String where = management.orElseGet(
                () -> bind.get() instanceof QuarkusBindException known ? known.getHost() + ":" + known.getPort() : "");
        return Optional.of(Finding.refuse(
                management.isPresent() ? MANAGEMENT_PORT : PORT,
                "nothing can listen on " + where + ": "
                        + JdbcFailure.oneLine(bind.get().getMessage())
                        + ". Another process has that port, or it is not this machine's address, or the port is one"
                        + " below 1024. End that process, or set another port or host."));
    }

    private static Optional<Finding> missingFile(Throwable failure) {
        return Causes.of(failure)
                .filter(cause -> cause instanceof FileNotFoundException || cause instanceof NoSuchFileException)
                .findFirst()
                .filter(cause -> Causes.of(failure).anyMatch(FailedStart::isAboutConfiguration))
                .map(cause -> ConfigurationFilesCheck.missing(String.valueOf(cause.getMessage())));
    }

    /** SmallRye Config numbers its messages. */
    private static boolean isAboutConfiguration(Throwable cause) {
        return cause.getMessage() != null && cause.getMessage().startsWith("SRCFG");
    }

    private static Optional<Finding> badValue(Throwable failure) {
        return Causes.of(failure)
                .filter(cause -> cause instanceof ConfigurationException || cause instanceof ConfigValidationException)
                .reduce((outer, inner) -> inner)
                .map(cause -> Finding.refuse("the configuration", JdbcFailure.oneLine(cause.getMessage()) + "."));
    }

    private static <T extends Throwable> Optional<T> first(Throwable failure, Class<T> type) {
        return Causes.of(failure).filter(type::isInstance).map(type::cast).findFirst();
    }

    /** The checks may not have run, and what they would refuse is often why Quarkus itself failed. */
    private static List<Finding> checked() {
        try {
            Config configuration = ConfigProvider.getConfig();
            OpsConfiguration ops = configuration.unwrap(SmallRyeConfig.class).getConfigMapping(OpsConfiguration.class);
            return StartupChecks.run(configuration, ops).stream()
                    .filter(Finding::refuses)
                    .toList();
        } catch (RuntimeException unreadable) {
            LOG.debug("The configuration cannot be looked at", unreadable);
            return List.of();
        }
    }
}
