package io.countersign.simulator;

import java.io.UncheckedIOException;
import java.util.List;

/** Runs the simulator as a process of its own, with its admin API, until the process is ended. */
public final class SimulatorMain {
    private static final int CANNOT_LISTEN = 1;
    private static final int WRONG_USAGE = 2;

    private SimulatorMain() {}

    /**
     * Starts the simulator and prints who is in it, with its address in the first line.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        if (List.of(arguments).contains("--help")) {
            System.out.println(SimulatorArguments.USAGE);
            return;
        }
        try {
            DocuSignSimulator simulator = DocuSignSimulator.start(SimulatorArguments.read(List.of(arguments)));
            System.out.println(Banner.text(simulator));
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n\n" + SimulatorArguments.USAGE);
            System.exit(WRONG_USAGE);
        } catch (UncheckedIOException noSuchPlace) {
            System.err.println(noSuchPlace.getMessage());
            System.exit(CANNOT_LISTEN);
        }
    }
}
