package io.countersign.ops;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * A property of the datasource that Quarkus does not know. Quarkus passes it over, and what it should have set, TLS for
 * example, has its default. There is one datasource here, so a name of another is a slip too.
 */
final class DatasourcePropertyCheck implements StartupCheck {
    static final String PREFIX = "quarkus.datasource.";

    /** Every property of the datasource there is, without the prefix; a test compares them with Quarkus' own. */
    static final Set<String> KNOWN = Set.of(
            "active",
            "credentials-provider",
            "credentials-provider-name",
            "db-kind",
            "db-version",
            "devservices",
            "health-exclude",
            "health.enabled",
            "jdbc",
            "jdbc.acquisition-timeout",
            "jdbc.background-validation-interval",
            "jdbc.detect-statement-leaks",
            "jdbc.driver",
            "jdbc.enable-metrics",
            "jdbc.enable-recovery",
            "jdbc.extended-leak-report",
            "jdbc.flush-on-close",
            "jdbc.foreground-validation-interval",
            "jdbc.idle-removal-interval",
            "jdbc.initial-size",
            "jdbc.leak-detection-interval",
            "jdbc.login-timeout",
            "jdbc.max-lifetime",
            "jdbc.max-size",
            "jdbc.metrics.enabled",
            "jdbc.min-size",
            "jdbc.new-connection-sql",
            "jdbc.pooling-enabled",
            "jdbc.telemetry",
            "jdbc.telemetry.enabled",
            "jdbc.transaction-isolation-level",
            "jdbc.transaction-requirement",
            "jdbc.transactions",
            "jdbc.url",
            "jdbc.validate-on-borrow",
            "jdbc.validation-query-sql",
            "jdbc.validation-query-timeout",
            "metrics.enabled",
            "password",
            "reactive",
            "reactive.cache-prepared-statements",
            "reactive.event-loop-size",
            "reactive.hostname-verification-algorithm",
            "reactive.idle-timeout",
            "reactive.key-certificate-jks",
            "reactive.key-certificate-jks.password",
            "reactive.key-certificate-jks.path",
            "reactive.key-certificate-pem",
            "reactive.key-certificate-pem.certs",
            "reactive.key-certificate-pem.keys",
            "reactive.key-certificate-pfx",
            "reactive.key-certificate-pfx.password",
            "reactive.key-certificate-pfx.path",
            "reactive.max-lifetime",
            "reactive.max-size",
            "reactive.name",
            "reactive.postgresql.pipelining-limit",
            "reactive.postgresql.ssl-mode",
            "reactive.postgresql.use-layer7-proxy",
            "reactive.reconnect-attempts",
            "reactive.reconnect-interval",
            "reactive.shared",
            "reactive.trust-all",
            "reactive.trust-certificate-jks",
            "reactive.trust-certificate-jks.password",
            "reactive.trust-certificate-jks.path",
            "reactive.trust-certificate-pem",
            "reactive.trust-certificate-pem.certs",
            "reactive.trust-certificate-pfx",
            "reactive.trust-certificate-pfx.password",
            "reactive.trust-certificate-pfx.path",
            "reactive.url",
            "username");

    /** Whatever follows these is a name that is not Quarkus'. */
    static final Set<String> FAMILIES =
            Set.of("dev-ui.", "devservices.", "jdbc.additional-jdbc-properties.", "reactive.additional-properties.");

    private static final Set<String> KNOWN_WORDS =
            KNOWN.stream().map(DatasourcePropertyCheck::words).collect(Collectors.toUnmodifiableSet());

    private static final Set<String> FAMILY_WORDS =
            FAMILIES.stream().map(DatasourcePropertyCheck::words).collect(Collectors.toUnmodifiableSet());

    @Override
    public List<Finding> check(Config configuration) {
        return StreamSupport.stream(configuration.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(PREFIX))
                .filter(name -> !isKnown(words(name.substring(PREFIX.length()))))
                .sorted()
                .map(name -> Finding.refuse(
                        name,
                        "is no property of the datasource: it would change nothing, and what it should set would have"
                                + " its default. Look for a slip of the pen."))
                .toList();
    }

    private static boolean isKnown(String words) {
        return KNOWN_WORDS.contains(words) || FAMILY_WORDS.stream().anyMatch(words::startsWith);
    }

    /** The name of an environment variable does not tell dots from hyphens; list elements carry their index. */
    private static String words(String name) {
        return name.replaceFirst("\\[\\d+]$", "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ".");
    }
}
