package io.countersign.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A parsed source file: what class files do not tell (text, comments, names of parameters).
 *
 * @param path relative to the project's directory
 * @param tree its syntax; nothing is resolved
 * @param docs gives the doc comments of {@code tree}
 */
record JavaSource(Path path, CompilationUnitTree tree, DocTrees docs) {

    static final Path MAIN = Path.of("src/main/java");
    static final Path TEST = Path.of("src/test/java");
    static final Path SIMULATION = Path.of("src/simulation/java");
    static final Path CLIENTS = Path.of("src/clients/java");

    /** The simple name of the file's type, or {@code package-info}. */
    String name() {
        return path.getFileName().toString().replace(".java", "");
    }

    /** All Java files below a directory, in the order of their paths. */
    static List<JavaSource> allBelow(Path directory) {
        return parse(filesBelow(directory).stream()
                .filter(file -> file.toString().endsWith(".java"))
                .toList());
    }

    /** All files below a directory, in the order of their paths. */
    static List<Path> filesBelow(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JavaSource> parse(List<Path> files) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            DocTrees docs = DocTrees.instance(task);
            List<JavaSource> sources = new ArrayList<>();
            for (CompilationUnitTree tree : task.parse()) {
                sources.add(new JavaSource(Path.of(tree.getSourceFile().getName()), tree, docs));
            }
            return List.copyOf(sources);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
