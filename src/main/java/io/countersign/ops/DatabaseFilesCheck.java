package io.countersign.ops;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * The files that the connections for requests are told to use. The driver reads them with the first connection only,
 * long after the start.
 */
final class DatabaseFilesCheck implements StartupCheck {
    private static final String PREFIX = "quarkus.datasource.reactive.";

    /** What switches files on, and the properties that name them. */
    private record Use(String by, List<String> files) {}

    private static final List<Use> USES = List.of(
            new Use("trust-certificate-pem", List.of("trust-certificate-pem.certs")),
            new Use("trust-certificate-jks", List.of("trust-certificate-jks.path")),
            new Use("trust-certificate-pfx", List.of("trust-certificate-pfx.path")),
            new Use("key-certificate-pem", List.of("key-certificate-pem.keys", "key-certificate-pem.certs")),
            new Use("key-certificate-jks", List.of("key-certificate-jks.path")),
            new Use("key-certificate-pfx", List.of("key-certificate-pfx.path")));

    @Override
    public List<Finding> check(Config configuration) {
        return USES.stream()
                .filter(use -> configuration
                        .getOptionalValue(PREFIX + use.by(), Boolean.class)
                        .orElse(false))
                .flatMap(use -> use.files().stream())
                .flatMap(file -> missing(configuration, PREFIX + file))
                .toList();
    }

    private static Stream<Finding> missing(Config configuration, String property) {
        Optional<List<String>> named = configuration.getOptionalValues(property, String.class);
        return named.orElse(List.of()).stream()
                .filter(file -> !Files.isReadable(Path.of(file)))
                .map(file -> Finding.refuse(
                        property,
                        "names " + file
                                + ", which does not exist or cannot be read: no request could reach the database."
                                + " Mount the file, or name the one that is there."));
    }
}
