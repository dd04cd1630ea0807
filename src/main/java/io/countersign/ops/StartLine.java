package io.countersign.ops;

import java.net.URI;
import org.eclipse.microprofile.config.Config;

/** One line at start that says what runs where, without a secret. */
final class StartLine {
    private StartLine() {}

    static String of(Config configuration) {
        return "Countersign %s serves %s docusign_demo=%s docusign_production=%s database=%s keyring_primary=%s"
                .formatted(
                        value(configuration, "quarkus.application.version"),
                        value(configuration, WebAddressCheck.PUBLIC_URL),
                        host(configuration, "countersign.docusign.demo.auth-url"),
                        host(configuration, "countersign.docusign.production.auth-url"),
                        ReactiveDatabaseCheck.place(configuration).orElse("unknown"),
                        value(configuration, "countersign.keyring.primary"));
    }

    private static String value(Config configuration, String property) {
        return configuration.getOptionalValue(property, String.class).orElse("unknown");
    }

    private static String host(Config configuration, String property) {
        return URI.create(value(configuration, property)).getAuthority();
    }
}
