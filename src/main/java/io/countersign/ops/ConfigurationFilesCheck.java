package io.countersign.ops;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The files that the configuration is told to read. A path that leads nowhere is passed over in silence, and what
 * should have stood there has its default.
 */
final class ConfigurationFilesCheck implements StartupCheck {
    private static final String LOCATIONS = "quarkus.config.locations";

    private static final List<String> PROPERTIES = List.of(LOCATIONS, "smallrye.config.locations");

    @Override
    public List<Finding> check(Config configuration) {
        return PROPERTIES.stream()
                .flatMap(property -> configuration.getOptionalValues(property, String.class).stream())
                .flatMap(List::stream)
                .map(String::strip)
                .flatMap(ConfigurationFilesCheck::refusal)
                .distinct()
                .toList();
    }

    /** @param location as the property has it */
    static Finding missing(String location) {
        return Finding.refuse(
                LOCATIONS,
                "(or QUARKUS_CONFIG_LOCATIONS) names " + location
                        + ", which is not there or cannot be read: what it should say would have its default. Mount the"
                        + " file, or name the one that is there.");
    }

    private static Stream<Finding> refusal(String location) {
        return file(location)
                .filter(file -> !Files.isReadable(file) && !isOnClassPath(location))
                .map(file -> missing(location))
                .stream();
    }

    /** Quarkus looks there as well, for paths without a scheme. */
    private static boolean isOnClassPath(String location) {
        @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return loader != null && loader.getResource(location) != null;
    }

    private static Optional<Path> file(String location) {
        try {
            URI uri = new URI(location);
            if (uri.getScheme() == null) {
                return Optional.of(Path.of(location));
            }
            return uri.getScheme().equals("file") ? Optional.of(Path.of(uri)) : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
