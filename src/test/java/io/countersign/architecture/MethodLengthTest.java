package io.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.LineMap;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A method is read at one glance. Text blocks do not count, nor does a table: what only returns a switch or a
 * collection.
 */
class MethodLengthTest {

    /** Lines of its body. */
    private static final int LONGEST = 40;

    @Test
    void noMethodIsTooLong() {
        // When
        List<String> found = new ArrayList<>();
        for (Path root : List.of(
                JavaSource.MAIN,
                JavaSource.TEST,
                JavaSource.SIMULATION,
                JavaSource.CLIENTS,
                Path.of("src/simulator/java"))) {
            JavaSource.allBelow(root).forEach(source -> found.addAll(longerThan(LONGEST, source)));
        }

        // Then
        assertThat(found).isEmpty();
    }

    @Test
    void aLongMethodIsSeen() {
        assertThat(JavaSource.allBelow(JavaSource.TEST).stream()
                        .filter(source -> source.name().equals("MethodLengthTest"))
                        .flatMap(source -> longerThan(5, source).stream()))
                .contains("MethodLengthTest.noMethodIsTooLong");
    }

    private static List<String> longerThan(int lines, JavaSource source) {
        List<String> found = new ArrayList<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                if (method.getBody() != null && !isTable(method) && linesOf(source, method) > lines) {
                    found.add(source.name() + "." + method.getName());
                }
                return super.visitMethod(method, nothing);
            }
        }.scan(source.tree(), null);
        return found;
    }

    private static boolean isTable(MethodTree method) {
        var statements = method.getBody().getStatements();
        return statements.size() == 1
                && statements.getFirst() instanceof ReturnTree only
                && switch (only.getExpression()) {
                    case SwitchExpressionTree cases -> true;
                    case MethodInvocationTree call ->
                        call.getMethodSelect().toString().matches("(\\w+\\.)?of(Entries)?")
                                || (call.getArguments().size() == 1
                                        && call.getArguments().getFirst() instanceof SwitchExpressionTree);
                    default -> false;
                };
    }

    private static long linesOf(JavaSource source, MethodTree method) {
        long[] lines = {span(source, method.getBody()) - 1};
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitLiteral(LiteralTree literal, Void nothing) {
                lines[0] -= span(source, literal);
                return null;
            }
        }.scan(method.getBody(), null);
        return lines[0];
    }

    /** From the line where it begins to the one where it ends; 0 if they are the same. */
    private static long span(JavaSource source, Tree tree) {
        SourcePositions positions = source.docs().getSourcePositions();
        LineMap map = source.tree().getLineMap();
        return map.getLineNumber(positions.getEndPosition(source.tree(), tree))
                - map.getLineNumber(positions.getStartPosition(source.tree(), tree));
    }
}
