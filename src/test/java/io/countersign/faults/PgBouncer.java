package io.countersign.faults;

import io.countersign.FreePort;
import io.countersign.TestingWait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Debian's PgBouncer in transaction mode, in front of a PostgreSQL, with far fewer connections to it than it takes
 * itself.
 */
final class PgBouncer implements AutoCloseable {
    private final int port = FreePort.any();
    private final ChildProcess process;

    PgBouncer(PostgresServer server) {
        try {
            Path directory = Files.createTempDirectory("faults-pgbouncer");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
            Path users =
                    Files.writeString(directory.resolve("users"), "\"%s\" \"none\"\n".formatted(PostgresServer.USER));
            Path configuration = Files.writeString(directory.resolve("ini"), """
                    [databases]
                    * = host=127.0.0.1 port=%d
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = trust
                    auth_file = %s
                    pool_mode = transaction
                    default_pool_size = 6
                    max_client_conn = 200
                    ignore_startup_parameters = extra_float_digits
                    """.formatted(server.port(), port, users));
            process = ChildProcess.startAsPostgres(
                    directory.resolve("log"), List.of("/usr/sbin/pgbouncer", configuration.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TestingWait.until("PgBouncer listens", this::listens);
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError("PgBouncer ended: " + process.written());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
