package io.countersign.ops;

import java.util.List;

/** The properties that name the database, and what both drivers' checks have in common. */
final class DatabaseConnections {
    static final String REACTIVE_URL = "quarkus.datasource.reactive.url";
    static final String JDBC_URL = "quarkus.datasource.jdbc.url";
    static final String ALLOW_PLAIN = "countersign.ops.allow-plain-database";

    private DatabaseConnections() {}

    /** How far a driver protects a connection. */
    enum Protection {
        /** Plain, or TLS only if the server, or whoever stands in between, likes it. */
        PLAIN,
        /** TLS with anybody. */
        UNVERIFIED,
        /** TLS with a certificate that was checked. */
        VERIFIED
    }

    /**
     * The findings about a connection.
     *
     * @param allowPlain {@link OpsConfiguration#allowPlainDatabase}
     * @param property the one to change
     * @param beyondLoopback whether it leaves this machine
     * @param remedy how to turn TLS with checks on for this driver
     */
    static List<Finding> judge(
            boolean allowPlain, String property, boolean beyondLoopback, Protection protection, String remedy) {
        if (!beyondLoopback) {
            return protection == Protection.PLAIN
                    ? List.of(Finding.warn(
                            property,
                            "allows a connection without TLS. That is fine on this machine only; beyond it,"
                                    + " it is refused."))
                    : List.of();
        }
        return switch (protection) {
            case PLAIN -> List.of(plain(allowPlain, property, remedy));
            case UNVERIFIED ->
                List.of(Finding.warn(
                        property,
                        "asks for TLS but not for whose certificate: somebody in between can pose as the database. "
                                + remedy));
            case VERIFIED -> List.of();
        };
    }

    /** Does not quote the URL, since it may hold a password. */
    static Finding unreadable(String property, String example) {
        return Finding.refuse(property, "is not an address of a PostgreSQL database. It looks like " + example);
    }

    private static Finding plain(boolean allowPlain, String property, String remedy) {
        String danger =
                "allows a connection without TLS beyond this machine: the password, and every sealed token, could be"
                        + " read or changed on the way. ";
        return allowPlain
                ? Finding.warn(property, danger + "It is allowed by " + ALLOW_PLAIN + ". " + remedy)
                : Finding.refuse(
                        property,
                        danger + remedy + " Where something else protects the way, set " + ALLOW_PLAIN + "=true.");
    }

    /** Host, port and database as one text, to compare and to show; no user, no password. */
    static String place(String host, int port, String database) {
        return host + ":" + port + "/" + database;
    }
}
