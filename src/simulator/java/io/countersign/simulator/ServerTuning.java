package io.countersign.simulator;

/**
 * The JDK's HTTP server is tuned only by system properties, which it reads when the first server of the JVM is made.
 */
final class ServerTuning {
    private ServerTuning() {}

    /** Sets what nobody has set. */
    static void apply() {
        // Without it an answer on a kept connection can wait 40 ms for the client's delayed acknowledgement.
        setDefault("sun.net.httpserver.nodelay", "true");
        // The server closes idle connections without notice: the 201st at once, any after 30 s. A client that sends its
        // next request at that moment gets a reset, which a test would take for a fault nobody injected.
        setDefault("sun.net.httpserver.maxIdleConnections", "20000");
        setDefault("sun.net.httpserver.idleInterval", "3600");
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
