package io.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only the sources show. */
class SourcesTest {
    private static final List<JavaSource> MAIN = JavaSource.allBelow(JavaSource.MAIN);
    private static final List<JavaSource> TEST = Stream.of(JavaSource.TEST, JavaSource.SIMULATION, JavaSource.CLIENTS)
            .flatMap(root -> JavaSource.allBelow(root).stream())
            .toList();

    private static final Pattern TEST_ONLY = Pattern.compile("io[./]countersign[./](simulator|demo)\\b");
    private static final Pattern RESTING = Pattern.compile("\\bThread\\.sleep\\(|@[D]isabled");

    @ParameterizedTest
    @ValueSource(strings = {"src/main/java", "src/simulator/java"})
    void everyPackageIntroducesItself(String root) throws IOException {
        Set<Path> packages = JavaSource.filesBelow(Path.of(root)).stream()
                .map(Path::getParent)
                .collect(Collectors.toSet());
        for (Path directory : packages) {
            assertThat(directory.resolve("package-info.java"))
                    .content()
                    .as("introduction of %s", directory)
                    .startsWith("/**")
                    .contains("@NullMarked\npackage ");
        }
    }

    @Test
    void everyPublicTypeHasJavadoc() {
        // When
        List<String> silent = MAIN.stream()
                .flatMap(source -> source.tree().getTypeDecls().stream()
                        .filter(SourcesTest::isPublic)
                        .filter(type -> !hasDoc(source, type))
                        .map(type -> source.path().toString()))
                .toList();

        // Then
        assertThat(silent).isEmpty();
    }

    /** The artifact that is shipped must not be able to ask for them. */
    @Test
    void productionDoesNotNameTheSimulator() throws IOException {
        for (Path file : JavaSource.filesBelow(Path.of("src/main"))) {
            assertThat(textOf(file)).as("text of %s", file).doesNotContainPattern(TEST_ONLY);
        }
    }

    @Test
    void testNamesHaveNoUnderscores() {
        // When
        List<String> names = TEST.stream()
                .flatMap(source -> source.tree().getTypeDecls().stream())
                .filter(ClassTree.class::isInstance)
                .flatMap(type -> ((ClassTree) type).getMembers().stream())
                .filter(MethodTree.class::isInstance)
                .map(method -> ((MethodTree) method).getName().toString())
                .toList();

        // Then
        assertThat(names).hasSizeGreaterThan(100).noneMatch(name -> name.contains("_"));
    }

    /** A condition with a deadline is waited for instead; a test that is not run proves nothing. */
    @Test
    void testsNeitherSleepNorRest() {
        // When
        List<Path> resting = TEST.stream()
                .filter(source -> RESTING.matcher(source.tree().toString()).find())
                .map(JavaSource::path)
                .toList();

        // Then
        assertThat(resting).isEmpty();
    }

    private static boolean isPublic(Tree type) {
        return type instanceof ClassTree tree && tree.getModifiers().getFlags().contains(Modifier.PUBLIC);
    }

    private static boolean hasDoc(JavaSource source, Tree type) {
        String doc = source.docs().getDocComment(TreePath.getPath(source.tree(), type));
        return doc != null && !doc.isBlank();
    }

    /** Empty for what is not text. */
    private static String textOf(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            return "";
        }
    }
}
