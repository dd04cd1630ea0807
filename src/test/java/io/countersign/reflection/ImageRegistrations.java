package io.countersign.reflection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the native image would know of reflection: the metadata in the jars from which it would be compiled, and which
 * static initialisers would not have run before it starts. Quarkus writes the same into one
 * {@code reflect-config.json}, and has the others run in a generated {@code Feature}.
 */
final class ImageRegistrations {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METADATA = "META-INF/native-image/";
    private static final String FEATURE = "io/quarkus/runner/Feature.class";
    private static final Pattern AT_RUN_TIME = Pattern.compile("--initialize-at-run-time=(\\S+)");

    /** Named in the feature because it is what runs while the image is built. */
    private static final String APPLICATION = "io.quarkus.runner.ApplicationImpl";

    private final Map<String, List<JsonNode>> entries = new HashMap<>();
    private final Set<String> proxies = new HashSet<>();
    private final Set<String> initialisedAtRunTime = new HashSet<>();
    private final Set<String> random = new TreeSet<>();

    private ImageRegistrations() {}

    /** Reads a folder as {@code -Dquarkus.native.sources-only=true} leaves it. */
    static ImageRegistrations of(Path sources) throws IOException {
        ImageRegistrations registrations = new ImageRegistrations();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".jar")).toList()) {
                try (JarFile jar = new JarFile(file.toFile())) {
                    for (JarEntry entry : jar.stream().toList()) {
                        registrations.read(
                                entry.getName(), jar.getInputStream(entry).readAllBytes());
                    }
                }
            }
        }
        return registrations;
    }

    private void read(String name, byte[] bytes) throws IOException {
        if (name.endsWith(".class") && !name.startsWith("META-INF/")) {
            String type = name.substring(0, name.length() - ".class".length()).replace('/', '.');
            if (FrozenRandomness.isIn(type, bytes)) {
                random.add(type);
            }
        }
        if (name.equals(FEATURE)) {
            initialisedAtRunTime.addAll(ConstantPool.texts(bytes));
            initialisedAtRunTime.remove(APPLICATION);
        } else if (!name.startsWith(METADATA)) {
            return;
        } else if (name.endsWith("/reflect-config.json")) {
            JSON.readTree(bytes).forEach(entry -> register(entry.path("name").asText(), entry));
        } else if (name.endsWith("/reachability-metadata.json")) {
            JSON.readTree(bytes)
                    .path("reflection")
                    .forEach(entry -> register(entry.path("type").asText(), entry));
        } else if (name.endsWith("/proxy-config.json")) {
            JSON.readTree(bytes)
                    .forEach(entry -> proxies.add(texts(entry.isArray() ? entry : entry.path("interfaces"))
                            .collect(Collectors.joining(","))));
        } else if (name.endsWith("/native-image.properties")) {
            Properties arguments = new Properties();
            arguments.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
            AT_RUN_TIME
                    .matcher(arguments.getProperty("Args", ""))
                    .results()
                    .forEach(match ->
                            initialisedAtRunTime.addAll(List.of(match.group(1).split(","))));
        }
    }

    private void register(String type, JsonNode entry) {
        entries.computeIfAbsent(type, absent -> new ArrayList<>()).add(entry);
    }

    private static Stream<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText);
    }

    /**
     * Whether the image would have done it before it starts: all that runs in a static initialiser, but for classes
     * that are kept from it.
     */
    boolean isDoneWhileBuilding(Sighting sighting) {
        return sighting.initialisers().stream().anyMatch(this::isInitialisedWhileBuilding);
    }

    /** The classes with which an image cannot be built, see {@link FrozenRandomness}. */
    List<String> frozenRandomness() {
        return random.stream().filter(this::isInitialisedWhileBuilding).toList();
    }

    private boolean isInitialisedWhileBuilding(String type) {
        return Stream.iterate(type, name -> !name.isEmpty(), ImageRegistrations::enclosing)
                .noneMatch(initialisedAtRunTime::contains);
    }

    /** The class or package around a class or package. */
    private static String enclosing(String name) {
        return name.substring(0, Math.max(0, Math.max(name.lastIndexOf('.'), name.lastIndexOf('$'))));
    }

    /** Whether the image would let it be reached. */
    boolean know(Sighting sighting) {
        List<JsonNode> of = entries.getOrDefault(sighting.type(), List.of());
        return switch (sighting.kind()) {
            case CLASS -> !of.isEmpty();
            case CONSTRUCTOR ->
                anyHas(of, "allDeclaredConstructors", "allPublicConstructors") || namesMethod(of, sighting.member());
            case METHOD -> anyHas(of, "allDeclaredMethods", "allPublicMethods") || namesMethod(of, sighting.member());
            case FIELD -> anyHas(of, "allDeclaredFields", "allPublicFields") || namesField(of, sighting.member());
            case PROXY -> proxies.contains(sighting.member());
        };
    }

    private static boolean anyHas(List<JsonNode> entries, String... flags) {
        return entries.stream()
                .anyMatch(entry ->
                        Stream.of(flags).anyMatch(flag -> entry.path(flag).asBoolean()));
    }

    private static boolean namesMethod(List<JsonNode> entries, String member) {
        return entries.stream()
                .flatMap(entry -> StreamSupport.stream(entry.path("methods").spliterator(), false))
                .anyMatch(method -> member.equals(method.path("name").asText()
                        + texts(method.path("parameterTypes")).collect(Collectors.joining(",", "(", ")"))));
    }

    private static boolean namesField(List<JsonNode> entries, String member) {
        return entries.stream()
                .flatMap(entry -> StreamSupport.stream(entry.path("fields").spliterator(), false))
                .anyMatch(field -> member.equals(field.path("name").asText()));
    }
}
