package io.countersign.faults;

import io.countersign.FreePort;
import io.countersign.TestingWait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server of Debian's package on loopback, over a directory of its own that outlives no test run. */
final class PostgresServer implements AutoCloseable {
    static final String USER = "countersign";
    private static final Path BINARIES =
            Path.of(System.getProperty("faults.postgres.bin", "/usr/lib/postgresql/15/bin"));

    private final Path directory;
    private final int port = FreePort.any();
    private final boolean settable;
    private @Nullable ChildProcess process;

    private PostgresServer(Path directory, boolean settable) {
        this.directory = directory;
        this.settable = settable;
    }

    /** A new and empty server, running. */
    static PostgresServer start() {
        return start(false);
    }

    /** The same, with a clock that {@link #setClock} sets. */
    static PostgresServer startWithClock() {
        return start(true);
    }

    private static PostgresServer start(boolean settable) {
        PostgresServer server = new PostgresServer(ownedByPostgres(), settable);
        server.runToTheEnd(
                "initdb", "-D", server.data(), "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-N");
        server.boot();
        return server.endingWithTheJvm();
    }

    /**
     * A copy of this server that follows it, but not after its end: {@code upstreamPort} is where it finds the primary.
     */
    PostgresServer startStandby(int upstreamPort) {
        PostgresServer standby = new PostgresServer(ownedByPostgres(), false);
        standby.runToTheEnd(
                "pg_basebackup",
                "-D",
                standby.data(),
                "-U",
                USER,
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(upstreamPort),
                "-R",
                "-X",
                "stream",
                "-c",
                "fast",
                "-N");
        standby.boot();
        return standby.endingWithTheJvm();
    }

    /** Steps its clock: so far ahead of the right time, or behind. */
    void setClock(Duration ahead) {
        WrongClock.set(clock(), ahead);
    }

    private Path clock() {
        return directory.resolve("clock");
    }

    /** Makes a standby a primary. */
    void promote() {
        sql("postgres", "SELECT pg_promote(true, 60)");
    }

    int port() {
        return port;
    }

    /** Creates an empty database and answers its name. */
    String createDatabase() {
        String name = "faults_" + UUID.randomUUID().toString().replace("-", "");
        sql("postgres", "CREATE DATABASE " + name);
        return name;
    }

    /** A connection past every proxy. */
    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), USER, "");
    }

    /** Past every proxy, as PostgreSQL's own programs take it. */
    String url(String database) {
        return "postgresql://%s@127.0.0.1:%d/%s".formatted(USER, port, database);
    }

    /** Past every proxy, with short timeouts. */
    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?connectTimeout=2&socketTimeout=30".formatted(port, database);
    }

    /** Stops as a power cut would: no session ends properly. */
    void stopImmediately() {
        running().signal("QUIT");
        running().awaitEnd();
    }

    /** Starts again what was stopped, and waits until it answers. */
    void boot() {
        List<String> command = new ArrayList<>();
        if (settable) {
            setClock(Duration.ZERO);
            command.addAll(WrongClock.command(clock()));
        }
        command.addAll(List.of(
                BINARIES.resolve("postgres").toString(),
                "-D",
                data(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=300",
                "-c",
                "fsync=off",
                "-c",
                "wal_keep_size=64MB",
                "-c",
                "restart_after_crash=on"));
        process = ChildProcess.startAsPostgres(directory.resolve("log"), command);
        TestingWait.until("PostgreSQL answers", this::answers);
    }

    /** Stops all processes in their tracks. Backends lead sessions of their own, so each has to be told. */
    void freeze() {
        ChildProcess.signal("STOP", running().tree());
    }

    /** How much of the processor its processes have had. Those that have ended do not count. */
    Duration processorTime() {
        return running()
                .tree()
                .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Lets them go on. */
    void thaw() {
        ChildProcess.signal("CONT", running().tree());
    }

    @Override
    public void close() {
        ChildProcess last = process;
        if (last != null && last.isAlive()) {
            thaw();
            last.signal("QUIT");
            last.awaitEnd();
        }
        delete(directory);
    }

    private PostgresServer endingWithTheJvm() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        return this;
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ChildProcess running() {
        ChildProcess now = process;
        if (now == null) {
            throw new IllegalStateException("PostgreSQL was not started");
        }
        return now;
    }

    private boolean answers() {
        try (Connection connection = connect("postgres")) {
            return connection.isValid(2);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private void sql(String database, String statement) {
        try (Connection connection = connect(database)) {
            connection.createStatement().execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private void runToTheEnd(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(BINARIES.resolve(program).toString()));
        command.addAll(List.of(arguments));
        try (ChildProcess tool = ChildProcess.startAsPostgres(directory.resolve("log"), command)) {
            int code = tool.awaitEnd();
            if (code != 0) {
                throw new IllegalStateException(program + " ended with " + code + ": " + tool.written());
            }
        }
    }

    private static Path ownedByPostgres() {
        try {
            Path directory = Files.createTempDirectory("faults-postgres");
            if (ChildProcess.isRoot()) {
                Files.setOwner(
                        directory,
                        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("The user postgres comes with Debian's postgresql-15", e);
        }
    }
}
