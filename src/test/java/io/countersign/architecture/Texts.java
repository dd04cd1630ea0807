package io.countersign.architecture;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What string expressions of one file can be, as far as the file itself tells. */
final class Texts {
    private final JavaSource source;

    Texts(JavaSource source) {
        this.source = source;
    }

    /**
     * Every value that the first argument of such calls ({@code receiver.method} or constructor as written) can have.
     */
    List<String> ofFirstArguments(Predicate<String> calls) {
        List<String> found = new ArrayList<>();
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                consider(call.getMethodSelect().toString(), call.getArguments());
                return super.visitMethodInvocation(call, nothing);
            }

            @Override
            public Void visitNewClass(NewClassTree call, Void nothing) {
                consider(call.getIdentifier().toString(), call.getArguments());
                return super.visitNewClass(call, nothing);
            }

            private void consider(String name, List<? extends ExpressionTree> arguments) {
                if (!arguments.isEmpty() && calls.test(name)) {
                    found.addAll(of(arguments.getFirst()));
                }
            }
        }.scan(source.tree(), null);
        return found;
    }

    /**
     * What stands in the file and cannot be told fails: a text that nobody can read in one place cannot be checked
     * either.
     */
    private Set<String> of(ExpressionTree expression) {
        return switch (expression) {
            case LiteralTree literal -> Set.of(String.valueOf(literal.getValue()));
            case ParenthesizedTree inner -> of(inner.getExpression());
            case ConditionalExpressionTree choice ->
                union(of(choice.getTrueExpression()), of(choice.getFalseExpression()));
            case BinaryTree sum -> product(of(sum.getLeftOperand()), of(sum.getRightOperand()));
            case MethodInvocationTree call
            when nameOf(call).equals("formatted") -> of(((MemberSelectTree) call.getMethodSelect()).getExpression());
            case IdentifierTree identifier -> ofVariable(identifier.getName().toString());
            default -> throw new AssertionError(source.path() + ": cannot tell the value of " + expression);
        };
    }

    private Set<String> ofVariable(String name) {
        Set<String> values = new TreeSet<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitVariable(VariableTree variable, Void nothing) {
                if (variable.getName().contentEquals(name) && variable.getInitializer() != null) {
                    values.addAll(of(variable.getInitializer()));
                }
                return super.visitVariable(variable, nothing);
            }

            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                int position = method.getParameters().stream()
                        .map(parameter -> parameter.getName().toString())
                        .toList()
                        .indexOf(name);
                if (position >= 0) {
                    values.addAll(ofArguments(method.getName().toString(), position));
                }
                return super.visitMethod(method, nothing);
            }
        }.scan(source.tree(), null);
        if (values.isEmpty()) {
            throw new AssertionError(source.path() + ": cannot tell the value of " + name);
        }
        return values;
    }

    private Set<String> ofArguments(String method, int position) {
        Set<String> values = new TreeSet<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                if (nameOf(call).equals(method) && call.getArguments().size() > position) {
                    values.addAll(of(call.getArguments().get(position)));
                }
                return super.visitMethodInvocation(call, nothing);
            }
        }.scan(source.tree(), null);
        return values;
    }

    private static String nameOf(MethodInvocationTree call) {
        Tree select = call.getMethodSelect();
        return select instanceof MemberSelectTree member
                ? member.getIdentifier().toString()
                : select.toString();
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }

    private static Set<String> product(Set<String> left, Set<String> right) {
        Set<String> all = new TreeSet<>();
        left.forEach(first -> right.forEach(second -> all.add(first + second)));
        return all;
    }
}
