package io.countersign;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * What {@code package} has built, as Quarkus tells it in {@code quarkus-artifact.properties}: the one place in which
 * tests learn whether the application is a jar or an executable, so that those that start processes of their own test
 * the native image too.
 */
public sealed interface PackagedApplication {

    /** The jar, or the executable. */
    Path file();

    /**
     * The command that starts it.
     *
     * @param jvmOptions what a JVM gets and an executable does not understand
     * @param properties the configuration
     */
    List<String> command(List<String> jvmOptions, Map<String, String> properties);

    /**
     * What a JVM gets that lives for a minute, where what costs start-up time does not pay: as {@code short-lived.jvm}
     * in pom.xml.
     *
     * @param heap its largest, as {@code -Xmx} takes it
     */
    static List<String> shortLived(String heap) {
        return List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx" + heap);
    }

    /** What the last build has left in {@code target}. */
    static PackagedApplication built() {
        return in(Path.of("target"));
    }

    /** What a build has left in a folder. */
    static PackagedApplication in(Path folder) {
        Properties artifact = new Properties();
        try (InputStream file = Files.newInputStream(folder.resolve("quarkus-artifact.properties"))) {
            artifact.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Nothing is packaged", e);
        }
        Path file = folder.resolve(artifact.getProperty("path"));
        return switch (artifact.getProperty("type")) {
            case "jar" -> new Jar(file);
            case "native" -> new Executable(file);
            case String other -> throw new IllegalStateException("Nobody knows how to start a " + other);
        };
    }

    /** @param file what {@code java -jar} starts, on the JDK that runs the tests */
    record Jar(Path file) implements PackagedApplication {

        @Override
        public List<String> command(List<String> jvmOptions, Map<String, String> properties) {
            List<String> command = new ArrayList<>();
            command.add(ProcessHandle.current().info().command().orElseThrow());
            command.addAll(jvmOptions);
            command.addAll(arguments(properties));
            command.addAll(List.of("-jar", file.toString()));
            return command;
        }
    }

    /** @param file the native executable */
    record Executable(Path file) implements PackagedApplication {

        @Override
        public List<String> command(List<String> jvmOptions, Map<String, String> properties) {
            List<String> command = new ArrayList<>();
            command.add(file.toAbsolutePath().toString());
            command.addAll(arguments(properties));
            return command;
        }
    }

    private static List<String> arguments(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(property -> "-D" + property.getKey() + "=" + property.getValue())
                .toList();
    }
}
