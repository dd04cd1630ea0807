package io.countersign.faults;

import io.countersign.SqlAccess;
import java.sql.Connection;
import java.sql.SQLException;

/** The replicas' database, past them and past every proxy. */
final class Database extends SqlAccess {
    private String name;
    private PostgresServer server;

    Database(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
    }

    String name() {
        return name;
    }

    PostgresServer server() {
        return server;
    }

    /** The same database on another server. */
    void moveTo(PostgresServer other) {
        server = other;
    }

    /** Another database on the same server. */
    void become(String other) {
        name = other;
    }

    @Override
    protected Connection connect() throws SQLException {
        return server.connect(name);
    }
}
