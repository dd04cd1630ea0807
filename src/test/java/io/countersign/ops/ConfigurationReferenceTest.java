package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import io.countersign.architecture.MainClasses;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every property of every mapping is known to the check for slips, and stands with its default in the reference. */
class ConfigurationReferenceTest {
    /** Properties without a mapping, and what application.properties or the code says of them. */
    private static final Map<String, String> SINGLE = Map.of(
            "countersign.public-url",
            "http://localhost:8080",
            "countersign.migrate-only",
            "false",
            "countersign.restored",
            "false",
            "countersign.verify-trail",
            "false");

    private static final Map<String, String> PROPERTIES = properties();

    @Test
    void theCheckKnowsAllOfThem() {
        assertThat(UnknownPropertyCheck.KNOWN).containsExactlyInAnyOrderElementsOf(PROPERTIES.keySet());
    }

    @Test
    void theReferenceTellsEveryDefault() throws IOException {
        String reference = Files.readString(Path.of("docs/operations.md"));

        assertThat(PROPERTIES)
                .allSatisfy((name, value) -> assertThat(reference)
                        .contains("| `%s` | %s |".formatted(name, value.isEmpty() ? "–" : "`" + value + "`")));
    }

    private static Map<String, String> properties() {
        Map<String, String> found = new TreeMap<>(SINGLE);
        MainClasses.ALL.stream()
                .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                .map(JavaClass::reflect)
                .forEach(mapping ->
                        collect(mapping.getAnnotation(ConfigMapping.class).prefix(), mapping, found));
        return found;
    }

    private static void collect(String prefix, Class<?> mapping, Map<String, String> found) {
        for (Method method : mapping.getDeclaredMethods()) {
            WithName named = method.getAnnotation(WithName.class);
            String name = prefix + "." + (named == null ? kebab(method.getName()) : named.value());
            if (method.getGenericReturnType() instanceof ParameterizedType map && map.getRawType() == Map.class) {
                // By a name that an operator chooses.
                collect(name + ".\"name\"", (Class<?>) map.getActualTypeArguments()[1], found);
            } else if (method.getReturnType().isInterface()
                    && method.getReturnType().getEnclosingClass() == mapping) {
                collect(name, method.getReturnType(), found);
            } else {
                WithDefault value = method.getAnnotation(WithDefault.class);
                found.put(name, value == null ? "" : value.value());
            }
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }
}
