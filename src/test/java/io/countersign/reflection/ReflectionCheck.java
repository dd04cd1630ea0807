package io.countersign.reflection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares what the integration tests have reached by reflection with what the native image would know of: what it does
 * not know is an exception at run time, in a program that nobody compiles in CI. Run by {@code .ci/run}.
 */
public final class ReflectionCheck {
    /**
     * The start of the caller's name, and why what it reaches needs no registration. Every one of these is a gap in the
     * check: no reason, no entry.
     */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "net.bytebuddy.",
            "is how the agent works; what the application needs of it, it does while the image is built",
            "io.quarkus.bootstrap.runner.",
            "starts the jar; the image has no class loader of its own",
            "io.smallrye.config.validator.BeanValidationConfigValidator.",
            "calls methods that it found while the image was built: they lie in its heap, ready to be called",
            "com.fasterxml.jackson.databind.util.ClassUtil.isRecordType:",
            "looks up a method of Class by a constant name, which the compiler sees",
            "com.fasterxml.jackson.databind.jdk14.JDK14Util$RecordAccessor.",
            "looks up methods of Class and RecordComponent by constant names, which the compiler sees",
            "com.google.protobuf.UnsafeUtil$1.run:",
            "goes on without Unsafe where it finds none",
            "org.postgresql.Driver.doPrivileged:",
            "calls a method that a static initialiser found by constant names: it lies in the heap of the image");

    /**
     * What every start passes before a port opens: an image that cannot do this does not start, and one that was
     * compiled from this list did. Whoever adds to it has seen that again.
     */
    private static final Set<String> SEEN_TO_START = Set.of(
            "com.arjuna.common.internal.util.propertyservice.BeanPopulator.getNamedInstance",
            "io.micrometer.core.instrument.binder.jvm.JvmGcMetrics.isManagementExtensionsPresent",
            "io.quarkus.narayana.jta.runtime.NarayanaJtaRecorder.setDefaultProperties",
            "io.quarkus.runtime.configuration.AbstractConfigBuilder.withConverter",
            "io.smallrye.config.Converters$Implicit$HyphenateEnumConverter.<init>",
            "org.hibernate.boot.registry.selector.internal.StrategySelectorImpl.create");

    private ReflectionCheck() {}

    /** @param arguments the folder of the native sources, and the folder of the records */
    public static void main(String[] arguments) throws IOException {
        List<Sighting> all = sightings(Path.of(arguments[1]));
        ImageRegistrations image = ImageRegistrations.of(Path.of(arguments[0]));
        if (!image.frozenRandomness().isEmpty()) {
            System.err.println(
                    "The native image cannot be built: these make randomness in a static initialiser, and would while"
                            + " it is built: "
                            + image.frozenRandomness());
            System.exit(1);
        }
        Map<String, Sighting> unknown = unknown(all, image);
        if (all.isEmpty() || !unknown.isEmpty()) {
            unknown.values()
                    .forEach(sighting ->
                            System.err.println(sighting + "\n    " + String.join("\n    ", sighting.stack())));
            System.err.printf(
                    "%d of %d things that the integration tests reach by reflection are unknown to the native image,"
                            + " and would fail in it."
                            + " Say it where the compiler sees it, or register it for reflection. See"
                            + " CONTRIBUTING.md.%n",
                    unknown.size(), all.size());
            System.exit(1);
        }
        System.out.printf(
                "The native image would know all of what the integration tests reach by reflection (%d).%n",
                all.size());
    }

    private static List<Sighting> sightings(Path records) throws IOException {
        try (Stream<Path> files = Files.list(records)) {
            return files.flatMap(ReflectionCheck::lines).map(Sighting::parse).toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }

    /** What would fail, each thing once. */
    static Map<String, Sighting> unknown(List<Sighting> sightings, ImageRegistrations image) {
        return sightings.stream()
                .filter(sighting -> !image.isDoneWhileBuilding(sighting))
                .filter(sighting -> !sighting.isOfTheJdk())
                .filter(sighting -> !isException(sighting.caller()))
                .filter(sighting -> !image.know(sighting))
                .collect(Collectors.toMap(
                        sighting -> sighting.kind() + sighting.type() + sighting.member(),
                        sighting -> sighting,
                        (first, again) -> first,
                        TreeMap::new));
    }

    private static boolean isException(String caller) {
        return Stream.concat(
                        EXCEPTIONS.keySet().stream(), SEEN_TO_START.stream().map(place -> place + ":"))
                .anyMatch(caller::startsWith);
    }
}
