package io.countersign.ops;

import io.countersign.caller.BootstrapConfiguration;
import io.countersign.caller.BootstrapKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** The first operator's key: long enough, readable, and not in the configuration of a service that others can reach. */
final class BootstrapKeyCheck implements StartupCheck {
    static final String KEY = "countersign.bootstrap.api-key";
    static final String FILE = "countersign.bootstrap.api-key-file";

    @Override
    public List<Finding> check(Config configuration) {
        Configured configured = new Configured(
                configuration.getOptionalValue(KEY, String.class), configuration.getOptionalValue(FILE, Path.class));
        Optional<Finding> refusal =
                BootstrapKey.refusal(configured).map(refused -> Finding.refuse(refused.property(), refused.message()));
        if (refusal.isPresent()) {
            return List.of(refusal.get());
        }
        if (configured.apiKey().isEmpty()) {
            return List.of();
        }
        if (WebAddressCheck.isPublic(configuration)) {
            return List.of(inPublic());
        }
        return configured.apiKeyFile().isPresent()
                ? List.of(Finding.warn(
                        KEY, "is set beside " + FILE + ", and only the file counts. Remove the one you do not use."))
                : List.of();
    }

    private static Finding inPublic() {
        return Finding.refuse(
                KEY,
                "gives the operator's key itself, and " + WebAddressCheck.PUBLIC_URL
                        + " is not on this machine: configuration is shown, copied and inherited by every child"
                        + " process."
                        + " Put the key into a file and name it with " + FILE + ".");
    }

    private record Configured(Optional<String> apiKey, Optional<Path> apiKeyFile) implements BootstrapConfiguration {}
}
