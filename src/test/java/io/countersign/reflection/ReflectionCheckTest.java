package io.countersign.reflection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An image that knows a few things, and what the check says of others. What {@code .ci/run} compares is the real one.
 */
class ReflectionCheckTest {
    private static ImageRegistrations image;

    /** Stands in for the feature that Quarkus generates: what counts are the texts in it. */
    private static final class Feature {
        private String initialisedAtRunTime() {
            return "feature.Late";
        }
    }

    @BeforeAll
    static void build(@TempDir Path sources) throws IOException {
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(sources.resolve("application-runner.jar")))) {
            add(jar, "META-INF/native-image/reflect-config.json", """
                    [{"name": "a.Constructed", "allDeclaredConstructors": true},
                     {"name": "a.Called", "allDeclaredMethods": true},
                     {"name": "a.Stored", "allDeclaredFields": true},
                     {"name": "a.Parts", "methods": [{"name": "set", "parameterTypes": ["int", "java.lang.String"]},
                         {"name": "<init>", "parameterTypes": []}], "fields": [{"name": "one"}]}]
                    """.getBytes(UTF_8));
            add(jar, "META-INF/native-image/a/library/reachability-metadata.json", """
                    {"reflection": [{"type": "a.New", "allDeclaredConstructors": true}]}
                    """.getBytes(UTF_8));
            add(jar, "META-INF/native-image/proxy-config.json", """
                    [["a.First", "a.Second"]]
                    """.getBytes(UTF_8));
            add(jar, "META-INF/native-image/a/library/native-image.properties", """
                    Args = --no-fallback --initialize-at-run-time=late,other.Late
                    """.getBytes(UTF_8));
            byte[] frozen = bytesOf("ReflectionCheckTest$Frozen.class");
            add(jar, "a/Frozen.class", frozen);
            add(jar, "late/Frozen.class", frozen);
            add(jar, "a/Harmless.class", bytesOf("ReflectionCheckTest$Feature.class"));
            add(jar, "io/quarkus/runner/Feature.class", bytesOf("ReflectionCheckTest$Feature.class"));
        }
        image = ImageRegistrations.of(sources);
    }

    /** What Netty 4.1.140 began with. */
    private static final class Frozen {
        @SuppressWarnings("unused")
        private static final SecureRandom SALTS = new SecureRandom();
    }

    private static byte[] bytesOf(String type) throws IOException {
        try (InputStream in = ReflectionCheckTest.class.getResourceAsStream(type)) {
            return in.readAllBytes();
        }
    }

    private static void add(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(bytes);
    }

    private static boolean passes(String kind, String type, String member, String initialisers, String stack) {
        String line = String.join("\t", kind, type, member, initialisers, stack);
        return ReflectionCheck.unknown(List.of(Sighting.parse(line)), image).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    true  | CLASS       | a.Constructed |
                    true  | CLASS       | a.New         |
                    false | CLASS       | a.Unknown     |
                    true  | CONSTRUCTOR | a.Constructed | <init>(int)
                    true  | CONSTRUCTOR | a.Parts       | <init>()
                    false | CONSTRUCTOR | a.Parts       | <init>(int)
                    false | CONSTRUCTOR | a.Called      | <init>()
                    true  | METHOD      | a.Called      | any(int)
                    true  | METHOD      | a.Parts       | set(int,java.lang.String)
                    false | METHOD      | a.Parts       | set(int)
                    false | METHOD      | a.Constructed | set(int)
                    true  | FIELD       | a.Stored      | any
                    true  | FIELD       | a.Parts       | one
                    false | FIELD       | a.Parts       | other
                    true  | PROXY       | a.First       | a.First,a.Second
                    false | PROXY       | a.First       | a.First
                    """)
    void whatTheImageIsNotToldOfIsUnknown(boolean known, String kind, String type, String member) {
        assertThat(passes(kind, type, member == null ? "" : member, "", "a.Library.work:1"))
                .isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource({
        "true, a.Early",
        "false, late.Type",
        "false, late.sub.Type",
        "false, other.Late$Inner",
        "true, other.Latest",
        "false, feature.Late",
        "true, late.Type;a.Early"
    })
    void whatRunsInAStaticInitialiserIsDoneWhileTheImageIsBuilt(boolean done, String initialisers) {
        assertThat(passes("CLASS", "a.Unknown", "", initialisers.replace(';', ','), "a.Library.work:1"))
                .isEqualTo(done);
    }

    @ParameterizedTest
    @CsvSource({"false, a.Provider", "true, sun.security.pkcs11.SunPKCS11"})
    void theServicesOfTheJdkAreItsOwn(boolean harmless, String type) {
        assertThat(passes("CLASS", type, "", "", "java.lang.Class.forName:1 java.util.ServiceLoader.next:1"))
                .isEqualTo(harmless);
    }

    @ParameterizedTest
    @CsvSource({
        "false, java.lang.Class.forName:1 a.Library.work:1",
        "false, io.quarkus.bootstrap.runner.RunnerClassLoader.loadClass:1 a.Library.work:1",
        "true, java.lang.reflect.Proxy.newProxyInstance:1 sun.reflect.annotation.AnnotationParser.parse:1"
                + " a.Library.work:1",
        "true, io.quarkus.bootstrap.runner.QuarkusEntryPoint.main:1",
        "true, org.hibernate.boot.registry.selector.internal.StrategySelectorImpl.create:192",
        "false, org.hibernate.boot.registry.selector.internal.StrategySelectorImpl.createOther:1"
    })
    void whoAskedDecidesWhetherItMatters(boolean harmless, String stack) {
        assertThat(passes("CLASS", "a.Unknown", "", "", stack)).isEqualTo(harmless);
    }

    @Test
    void randomnessOfAStaticInitialiserKeepsTheImageFromBeingBuilt() {
        assertThat(image.frozenRandomness()).containsExactly("a.Frozen");
    }
}
