package io.countersign.simulator;

import static java.util.Objects.requireNonNull;

import java.util.function.UnaryOperator;

/** The settings in force, which any thread may change and read. */
final class CurrentSettings {
    private volatile SimulatorSettings settings;

    CurrentSettings(SimulatorSettings settings) {
        this.settings = settings;
    }

    SimulatorSettings get() {
        return settings;
    }

    /** Replaces the settings by what the change makes of them; a change that throws leaves them as they are. */
    synchronized void change(UnaryOperator<SimulatorSettings> change) {
        settings = requireNonNull(change.apply(settings), "the change made no settings");
    }
}
