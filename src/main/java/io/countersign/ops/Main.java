package io.countersign.ops;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * The process: how it begins, and what it leaves behind for who started it. Exit code 0 is an orderly end, also by a
 * signal, 1 a start that was refused or failed, or a run that a signal broke off.
 */
@QuarkusMain
public final class Main {
    /** What asks a process to end, from an orchestrator and from a keyboard. */
    private static final List<String> ENDING = List.of("TERM", "INT");

    /** Not asked of a bean: while the application starts, a signal's handler would wait for the end of the start. */
    private static final AtomicBoolean SERVES = new AtomicBoolean();

    private Main() {}

    /**
     * Starts the service and returns when it has ended.
     *
     * @param arguments none; what is set stands in properties
     */
    public static void main(String... arguments) {
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            // Dev mode restarts after a failure and has a way of its own to end.
            Quarkus.run(arguments);
            return;
        }
        ENDING.forEach(Main::endInOrder);
        Quarkus.run(null, Main::exit, arguments);
    }

    /**
     * Without this a JVM and a native executable shut down as orderly and answer 128 and the signal's number, which
     * looks like a failure to who counts them. The exit runs the shutdown hooks, and Quarkus' is one of them.
     */
    private static void endInOrder(String signal) {
        Signal.handle(new Signal(signal), received -> System.exit(codeOfASignal()));
    }

    /**
     * A process that serves, or waits to, has done its work when it is asked to end. A run that prepares the database
     * has not, and who started it must not count it as done; nor where it is not known yet which of them this is.
     */
    private static int codeOfASignal() {
        return SERVES.get() ? 0 : 1;
    }

    /** Tells that this process is one that serves. */
    static void serves() {
        SERVES.set(true);
    }

    private static void exit(int code, @Nullable Throwable failure) {
        if (failure != null) {
            FailedStart.tell(failure);
        }
        System.exit(code);
    }
}
