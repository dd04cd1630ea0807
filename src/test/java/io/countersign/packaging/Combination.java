package io.countersign.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a site may apply: a folder of manifests, with components or without.
 *
 * @param folder of a kustomization, relative to the repository
 * @param components their names, in the order in which the overlay names them
 */
record Combination(String folder, List<String> components) {
    private static final Path COMPONENTS = Path.of("k8s/components");
    private static final String KUSTOMIZATION = "kustomization.yaml";
    private static final Path WRITTEN = Path.of("target/manifests");
    private static final String EXAMPLE = "k8s/overlays/example";
    private static final Map<Combination, RenderedManifests> RENDERED = new ConcurrentHashMap<>();

    Combination {
        components = List.copyOf(components);
    }

    /** Base and overlays as they are, and the example with every choice of components. */
    static Stream<Combination> all() {
        List<String> components = names();
        return Stream.concat(
                Stream.of(base(), new Combination("k8s/overlays/jvm", List.of())),
                IntStream.range(0, 1 << components.size())
                        .mapToObj(chosen -> new Combination(
                                EXAMPLE,
                                IntStream.range(0, components.size())
                                        .filter(each -> (chosen & (1 << each)) != 0)
                                        .mapToObj(components::get)
                                        .toList())));
    }

    /** The base as it is. */
    static Combination base() {
        return new Combination("k8s/base", List.of());
    }

    /** The example with these components. */
    static Combination example(String... components) {
        return new Combination(EXAMPLE, List.of(components));
    }

    /**
     * The example with a line that is commented out in its kustomization.
     *
     * @param line as a site would have it, without the comment's sign
     */
    static RenderedManifests exampleWith(String line, String... components) {
        Combination example = example(components);
        String folder = copied(EXAMPLE, WRITTEN.resolve("with-a-line"), kustomization -> {
            assertThat(kustomization).contains("\n# " + line + "\n");
            return example.naming(kustomization).replace("\n# " + line + "\n", "\n  " + line + "\n");
        });
        return RenderedManifests.of(folder);
    }

    /** Every folder of components; the one that changes images last, as its file asks for. */
    private static List<String> names() {
        try (Stream<Path> folders = Files.list(COMPONENTS)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted(Comparator.<String, Boolean>comparing("jvm"::equals)
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each combination is rendered once in the life of the process. */
    RenderedManifests render() {
        return RENDERED.computeIfAbsent(this, each -> RenderedManifests.of(each.written()));
    }

    /** The folder itself or, with components, a copy of it that names them, as a site would make it. */
    private String written() {
        if (components.isEmpty()) {
            return folder;
        }
        return copied(folder, WRITTEN.resolve(String.join("-", components)), this::naming);
    }

    private static String copied(String folder, Path overlay, UnaryOperator<String> change) {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            Files.createDirectories(overlay);
            for (Path file : files.toList()) {
                Path copy = overlay.resolve(file.getFileName());
                Files.writeString(
                        copy,
                        file.endsWith(KUSTOMIZATION) ? change.apply(Files.readString(file)) : Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return overlay.toString();
    }

    private String naming(String kustomization) {
        String named = onTheBase(kustomization)
                + components.stream()
                        .map(component -> "  - ../../../" + COMPONENTS.resolve(component) + "\n")
                        .collect(Collectors.joining("", components.isEmpty() ? "" : "components:\n", ""));
        return components.contains("jvm")
                ? named.replace("name: countersign\n    new", "name: countersign-jvm\n    new")
                : named;
    }

    private static String onTheBase(String kustomization) {
        return kustomization.replace("../../base", "../../../k8s/base");
    }

    @Override
    public String toString() {
        return folder + components;
    }
}
