package io.countersign.ops;

import static io.countersign.ops.DatabaseConnections.REACTIVE_URL;

import io.countersign.egress.Loopback;
import io.countersign.ops.DatabaseConnections.Protection;
import io.vertx.pgclient.PgConnectOptions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** The connections that serve requests: as the reactive driver understands them, whose default is no TLS at all. */
final class ReactiveDatabaseCheck implements StartupCheck {
    private static final String SSL_MODE = "quarkus.datasource.reactive.postgresql.ssl-mode";
    private static final String TRUST_ALL = "quarkus.datasource.reactive.trust-all";
    private static final String HOSTNAMES = "quarkus.datasource.reactive.hostname-verification-algorithm";
    private static final String REMEDY = "Set " + SSL_MODE
            + "=verify-full, with quarkus.datasource.reactive.hostname-verification-algorithm=HTTPS and"
            + " quarkus.datasource.reactive.trust-certificate-pem.certs, and without " + TRUST_ALL + ".";
    private static final String PREFIX = "vertx-reactive:";

    private final boolean allowPlain;

    /** @param allowPlain {@link OpsConfiguration#allowPlainDatabase} */
    ReactiveDatabaseCheck(boolean allowPlain) {
        this.allowPlain = allowPlain;
    }

    @Override
    public List<Finding> check(Config configuration) {
        return urls(configuration).stream()
                .flatMap(url -> judge(configuration, url).stream())
                .distinct()
                .toList();
    }

    /** Where the reactive driver connects to, or empty where it cannot tell. */
    static Optional<String> place(Config configuration) {
        return urls(configuration).stream()
                .findFirst()
                .flatMap(ReactiveDatabaseCheck::parse)
                .map(options -> DatabaseConnections.place(options.getHost(), options.getPort(), options.getDatabase()));
    }

    /** Quarkus takes a list of them, for a cluster. */
    private static List<String> urls(Config configuration) {
        return configuration.getOptionalValues(REACTIVE_URL, String.class).orElse(List.of());
    }

    private List<Finding> judge(Config configuration, String url) {
        Optional<PgConnectOptions> parsed = parse(url);
        if (parsed.isEmpty()) {
            return List.of(DatabaseConnections.unreadable(REACTIVE_URL, "postgresql://host:5432/database"));
        }
        PgConnectOptions options = parsed.get();
        boolean beyondLoopback = !options.isUsingDomainSocket() && !Loopback.is(options.getHost());
        String mode = configuration
                .getOptionalValue(SSL_MODE, String.class)
                .orElseGet(() -> options.getSslMode().name());
        return lacksHostnames(mode, configuration)
                ? List.of(Finding.refuse(
                        HOSTNAMES, "is not set, and with " + SSL_MODE + "=" + mode + " it has to be. Set it to HTTPS."))
                : DatabaseConnections.judge(
                        allowPlain, REACTIVE_URL, beyondLoopback, protection(mode, trustsAll(configuration)), REMEDY);
    }

    /** The driver would refuse to be made, without naming a property. */
    private static boolean lacksHostnames(String mode, Config configuration) {
        String algorithm =
                configuration.getOptionalValue(HOSTNAMES, String.class).orElse("");
        return isVerifyFull(mode) && (algorithm.isBlank() || algorithm.equalsIgnoreCase("NONE"));
    }

    private static boolean isVerifyFull(String mode) {
        return mode.toLowerCase(Locale.ROOT).replace('_', '-').equals("verify-full");
    }

    private static boolean trustsAll(Config configuration) {
        return configuration.getOptionalValue(TRUST_ALL, Boolean.class).orElse(false);
    }

    private static Protection protection(String mode, boolean trustsAll) {
        return switch (mode.toLowerCase(Locale.ROOT).replace('_', '-')) {
            case "verify-full", "verify-ca" -> trustsAll ? Protection.UNVERIFIED : Protection.VERIFIED;
            case "require" -> Protection.UNVERIFIED;
            default -> Protection.PLAIN;
        };
    }

    private static Optional<PgConnectOptions> parse(String url) {
        try {
            return Optional.of(PgConnectOptions.fromUri(url.startsWith(PREFIX) ? url.substring(PREFIX.length()) : url));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
