package io.countersign.ops;

import org.jboss.logging.Logger;

/**
 * What a look at the configuration, or at the database, found.
 *
 * @param severity whether the service may start with it
 * @param property the configuration property to change
 * @param message what is wrong, what it means and what to do; never a secret
 */
record Finding(Severity severity, String property, String message) {

    /** What follows from a finding. */
    enum Severity {
        /** The process ends before it opens a port. */
        REFUSE,
        /** It is logged, and should be changed. */
        WARN,
        /** It is logged, and may stay so. */
        NOTE
    }

    static Finding refuse(String property, String message) {
        return new Finding(Severity.REFUSE, property, message);
    }

    static Finding warn(String property, String message) {
        return new Finding(Severity.WARN, property, message);
    }

    static Finding note(String property, String message) {
        return new Finding(Severity.NOTE, property, message);
    }

    /** How a person should hear of it. */
    Logger.Level level() {
        return switch (severity) {
            case REFUSE -> Logger.Level.ERROR;
            case WARN -> Logger.Level.WARN;
            case NOTE -> Logger.Level.INFO;
        };
    }

    boolean refuses() {
        return severity == Severity.REFUSE;
    }

    @Override
    public String toString() {
        return property + ": " + message;
    }
}
