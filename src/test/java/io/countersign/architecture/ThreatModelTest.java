package io.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/threat-model.md claims no proof that is not there. */
class ThreatModelTest {
    private static final Path DOCUMENT = Path.of("docs/threat-model.md");
    private static final int THREATS = 28;
    private static final int CELLS = 5;
    private static final int PROOF = 3;

    private static final Pattern ROW = Pattern.compile("(?m)^\\| T\\d+ \\|.*\\|$");

    /** A test, or the name of a stage. */
    private static final Pattern CLAIM =
            Pattern.compile("`(?<test>[A-Z]\\w+)(#(?<method>\\w+))?`|`\\.ci/run`: \"(?<stage>[^\"]+)\"");

    private static final Set<String> TESTING = Set.of("Test", "ParameterizedTest");

    private static List<String[]> rows;
    private static Map<String, Set<String>> tests;

    @BeforeAll
    static void read() throws IOException {
        rows = ROW.matcher(Files.readString(DOCUMENT))
                .results()
                .map(row -> row.group().replaceAll("^\\| | \\|$", "").split(" \\| "))
                .toList();
        tests = new HashMap<>();
        Stream.of(JavaSource.TEST, JavaSource.SIMULATION)
                .flatMap(root -> JavaSource.allBelow(root).stream())
                .forEach(source -> tests.computeIfAbsent(source.name(), name -> new HashSet<>())
                        .addAll(testsIn(source)));
    }

    private static List<String> testsIn(JavaSource source) {
        return source.tree().getTypeDecls().stream()
                .filter(ClassTree.class::isInstance)
                .filter(type -> isRun(((ClassTree) type).getModifiers()))
                .flatMap(type -> ((ClassTree) type).getMembers().stream())
                .filter(MethodTree.class::isInstance)
                .map(MethodTree.class::cast)
                .filter(method -> isRun(method.getModifiers()))
                .filter(method -> method.getModifiers().getAnnotations().stream()
                        .anyMatch(annotation ->
                                TESTING.contains(annotation.getAnnotationType().toString())))
                .map(method -> method.getName().toString())
                .toList();
    }

    /** What is disabled, or runs only for who asks for it, proves nothing. */
    private static boolean isRun(ModifiersTree modifiers) {
        return modifiers.getAnnotations().stream()
                .map(annotation -> annotation.getAnnotationType().toString())
                .noneMatch(name -> name.startsWith("Disabled") || name.startsWith("EnabledIf"));
    }

    private static Stream<MatchResult> claims() {
        return rows.stream().flatMap(row -> CLAIM.matcher(row[PROOF]).results());
    }

    @Test
    void everyThreatStandsOnceWithItsControlAndProof() {
        assertThat(rows)
                .extracting(row -> row[0])
                .containsExactlyElementsOf(IntStream.rangeClosed(1, THREATS)
                        .mapToObj(number -> "T" + number)
                        .toList());
        assertThat(rows).allSatisfy(row -> {
            assertThat(row).as(row[0]).hasSize(CELLS).allMatch(cell -> !cell.isBlank());
            // Nothing but claims: no "half", no promise.
            assertThat(CLAIM.matcher(row[PROOF]).replaceAll("x")).as(row[0]).matches("x(, x)*");
        });
    }

    @Test
    void whatIsClaimedIsThere() throws IOException {
        String stages = Files.readString(Path.of(".ci/run"));
        List<String> missing = new ArrayList<>();
        claims().forEach(claim -> {
            String stage = claim.group("stage");
            boolean there = stage == null
                    ? isTest(claim.group("test"), claim.group("method"))
                    : stages.contains("\nstage \"" + stage + "\" ");
            if (!there) {
                missing.add(claim.group());
            }
        });

        assertThat(missing).isEmpty();
    }

    private static boolean isTest(String name, String method) {
        Set<String> methods = tests.getOrDefault(name, Set.of());
        return method == null ? !methods.isEmpty() : methods.contains(method);
    }
}
