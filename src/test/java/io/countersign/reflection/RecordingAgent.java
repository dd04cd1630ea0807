package io.countersign.reflection;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A Java agent for the packaged application: {@code -javaagent:target/reflection-agent.jar=<folder for the records>}.
 * Each process writes a file of its own.
 */
public final class RecordingAgent {
    private RecordingAgent() {}

    /** @param folder where the record goes */
    public static void premain(String folder, Instrumentation instrumentation) throws IOException {
        // By its name: from here on there is one, beside the JDK, for the application and for the JDK alike.
        instrumentation.appendToBootstrapClassLoaderSearch(jarOf("io/countersign/reflection/Recorder.class"));
        // The application brings it, for Hibernate.
        try (Stream<Path> libraries =
                Files.list(Path.of(System.getProperty("java.class.path")).resolveSibling("lib/main"))) {
            instrumentation.appendToSystemClassLoaderSearch(new JarFile(libraries
                    .filter(library -> library.getFileName().toString().startsWith("net.bytebuddy.byte-buddy-"))
                    .findFirst()
                    .orElseThrow()
                    .toFile()));
        }
        instrumentation.addTransformer(new CallSites());
        Weaving.into(instrumentation);
        Path record = Path.of(folder, ProcessHandle.current().pid() + ".txt");
        Files.createDirectories(record.getParent());
        Recorder.writeTo(Files.newBufferedWriter(record));
    }

    private static JarFile jarOf(String entry) throws IOException {
        Path jar = Files.createTempFile("recorder", ".jar");
        jar.toFile().deleteOnExit();
        try (InputStream bytes = ClassLoader.getSystemResourceAsStream(entry);
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(entry));
            bytes.transferTo(out);
        }
        return new JarFile(jar.toFile());
    }
}
