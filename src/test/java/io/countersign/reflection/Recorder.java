package io.countersign.reflection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes down what is reached by reflection, and from where: one line each, see {@link Sighting}. The code that
 * {@link RecordingAgent} weaves into the JDK calls it, so it lies beside the JDK, in the bootstrap class loader, uses
 * nothing but the JDK, and must not be reached by reflection itself.
 */
public final class Recorder {
    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final Set<String> ASKING = ConcurrentHashMap.newKeySet();
    private static final Set<String> CONSTANTS = ConcurrentHashMap.newKeySet();
    private static final Set<Object> SEEN_FOR_GOOD = ConcurrentHashMap.newKeySet();
    private static final Set<String> WRITTEN = ConcurrentHashMap.newKeySet();
    private static final ThreadLocal<Boolean> RECORDING = new ThreadLocal<>();
    private static volatile Writer out;

    private Recorder() {}

    /** Begins. */
    public static void writeTo(Writer record) {
        out = record;
    }

    /** A class that was asked for by a name; unless it is a constant, which the compiler of the image sees. */
    public static void found(Class<?> type) {
        if (type != null && !CONSTANTS.contains(caller())) {
            note(type, "CLASS", type, "");
        }
    }

    /** A class that came from a class loader: if somebody asked, and not the JVM, to link what is not there yet. */
    public static void loaded(Class<?> type) {
        if (type != null && ASKING.contains(caller())) {
            note(type, "CLASS", type, "");
        }
    }

    /** A line that asks a class loader for a class. */
    public static void asks(String place) {
        ASKING.add(place);
    }

    /** A line that asks for a class by a constant name. */
    public static void asksForAConstant(String place) {
        CONSTANTS.add(place);
    }

    /** A constructor or method that was called. */
    public static void called(Executable member) {
        if (!SEEN_FOR_GOOD.contains(member)) {
            note(
                    member,
                    member instanceof Constructor ? "CONSTRUCTOR" : "METHOD",
                    member.getDeclaringClass(),
                    signature(member));
        }
    }

    /** A field that was read or written. */
    public static void accessed(Field field) {
        note(field, "FIELD", field.getDeclaringClass(), field.getName());
    }

    /** A proxy for these interfaces. */
    public static void proxied(Class<?>... interfaces) {
        if (interfaces.length > 0) {
            String names = Arrays.stream(interfaces).map(Class::getName).collect(Collectors.joining(","));
            note(names, "PROXY", interfaces[0], names);
        }
    }

    private static String signature(Executable member) {
        return (member instanceof Method method ? method.getName() : "<init>")
                + Arrays.stream(member.getParameterTypes())
                        .map(Class::getName)
                        .collect(Collectors.joining(",", "(", ")"));
    }

    /** Who asked for a class. Where a class loader defines one, it is the JVM that asks for what that one needs. */
    private static String caller() {
        return STACK.walk(frames -> frames.filter(frame -> frame.getDeclaringClass() != Recorder.class
                        && !frame.getMethodName().equals("loadClass")
                        && !frame.getMethodName().equals("forName"))
                .findFirst()
                .map(Recorder::place)
                .orElse(""));
    }

    private static String place(StackWalker.StackFrame frame) {
        return frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber();
    }

    private static void note(Object key, String kind, Class<?> type, String member) {
        Writer record = out;
        if (record == null || RECORDING.get() != null || SEEN_FOR_GOOD.contains(key)) {
            return;
        }
        RECORDING.set(true);
        try {
            STACK.walk(frames -> {
                write(record, key, String.join("\t", kind, type.getName(), member), frames);
                return null;
            });
        } finally {
            RECORDING.remove();
        }
    }

    private static void write(Writer record, Object key, String what, Stream<StackWalker.StackFrame> frames) {
        // The first is the method of the JDK that was woven into.
        var stack = frames.filter(frame -> frame.getDeclaringClass() != Recorder.class)
                .toList();
        String initialisers = stack.stream()
                .filter(frame -> frame.getMethodName().equals("<clinit>"))
                .map(StackWalker.StackFrame::getClassName)
                .distinct()
                .collect(Collectors.joining(","));
        String callers = stack.stream().limit(12).map(Recorder::place).collect(Collectors.joining(" "));
        if (initialisers.isEmpty()) {
            SEEN_FOR_GOOD.add(key);
        }
        String line = what + "\t" + initialisers + "\t" + callers + "\n";
        if (WRITTEN.add(what + "\t" + initialisers)) {
            try {
                synchronized (record) {
                    record.write(line);
                    record.flush();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
