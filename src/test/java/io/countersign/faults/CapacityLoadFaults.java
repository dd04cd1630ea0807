package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What a replica does with a second of a processor, and what it needs for that: the part of {@code docs/capacity.md}
 * that takes minutes. Of times, only how they stand to each other is compared: a processor is as fast as it is. The
 * best of several windows counts, since whatever else runs on the machine makes all others worse.
 */
@EnabledIfSystemProperty(named = "capacity.measure", matches = "true")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CapacityLoadFaults {
    private static final int CONNECTIONS = 20_000;
    private static final int RENEWED_AT_ONCE = 500;
    private static final int CALLERS = 16;
    private static final int WINDOWS = 4;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final Duration OLD = Duration.ofSeconds(500);
    private static final Duration LONG = Duration.ofHours(7);
    private static final double KILOBYTE = 1024;

    private static final CapacityPage PAGE = CapacityPage.read();

    private static Installation vault;
    private static Replica replica;
    private static PostgresServer server;
    private static Space space;
    private static List<SeededConnection> connections;
    private static double idle;
    private static Cost warm;

    /** @param requests how many were answered, and what each took of the replica's and of PostgreSQL's processor */
    private record Cost(long requests, Duration took, Duration ofReplica, Duration ofPostgres) {
        double microsOfReplica() {
            return ofReplica.toNanos() / 1000.0 / requests;
        }

        double microsOfPostgres() {
            return ofPostgres.toNanos() / 1000.0 / requests;
        }

        double perSecond() {
            return requests * 1e9 / took.toNanos();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        // One caller asks for all.
        vault = Plan.standard()
                .replicas(1)
                .deadline(Duration.ofSeconds(30))
                .with("countersign.limit.caller-per-second", "0")
                .start();
        replica = vault.replica(0);
        server = vault.database().server();
        space = new Space(vault.database());
        replica.kill();
        // What the image's JVM chooses in 512 MiB.
        replica.jvm("-XX:+UseSerialGC", "-Xmx307m");
        replica.start();
        replica.awaitReady();
        idle = residentMegabytes();
        connections = vault.seeds().connections(CONNECTIONS, LONG);
        vault.database().run("VACUUM ANALYZE connection_token");
    }

    @AfterAll
    static void stop() {
        vault.close();
    }

    @Test
    @Order(1)
    @DisplayName("Tokens from memory, and from the database")
    void tokens() {
        IntFunction<SeededConnection> few = i -> connections.get(i % 200);
        IntFunction<SeededConnection> each = i -> connections.get(i % CONNECTIONS);
        // What the JVM compiles counts as its processor time too.
        asked(WARM_UP, few);
        asked(WARM_UP, each);

        // In turn, so that both meet the same machine.
        List<Cost> warmOnes = new ArrayList<>();
        List<Cost> coldOnes = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            warmOnes.add(asked(WINDOW, few));
            coldOnes.add(asked(WINDOW, each));
        }
        warm = best(warmOnes.stream());
        Cost cold = best(coldOnes.stream());
        tell("a warm token", warm);
        tell("a cold token", cold);
        PAGE.holds(Map.of(Figure.COLD_BY_WARM, cold.microsOfReplica() / warm.microsOfReplica()));
    }

    @Test
    @Order(2)
    @DisplayName("Renewals that somebody waits for, and the write-ahead log of those that come hours apart")
    void renewals() {
        List<SeededConnection> scattered = new ArrayList<>(connections);
        Collections.shuffle(scattered, new Random(1));
        renewed(scattered.subList(0, 4 * RENEWED_AT_ONCE));
        Cost renewal = best(Stream.generate(() -> renewed(scattered.subList(0, 4 * RENEWED_AT_ONCE)))
                .limit(WINDOWS));
        tell("a renewal", renewal);

        List<SeededConnection> untouched = scattered.subList(5 * RENEWED_AT_ONCE, 7 * RENEWED_AT_ONCE);
        space.makeOld(untouched, OLD);
        vault.database().run("CHECKPOINT");
        long before = written();
        long records = space.issueRecords();
        renewedOnly(untouched);
        TestingWait.until("their use is written down", () -> space.issueRecords() - records >= untouched.size());
        PAGE.holds(Map.of(
                Figure.RENEWAL_BY_WARM,
                renewal.microsOfReplica() / warm.microsOfReplica(),
                Figure.WAL_OF_A_RENEWAL,
                (written() - before) / (double) untouched.size()));
    }

    @Test
    @Order(3)
    @DisplayName("Memory, at first and after all of this")
    void memory() throws IOException {
        PAGE.holds(Map.of(Figure.IDLE, idle, Figure.LOADED, residentMegabytes()));
    }

    private static Cost asked(Duration length, IntFunction<SeededConnection> which) {
        long end = System.nanoTime() + length.toNanos();
        return cost(() -> {
            Counted answers = Counted.of(
                    CALLERS,
                    i -> System.nanoTime() < end,
                    i -> vault.service().tokenLater(replica, which.apply(i), 60).join());
            assertThat(answers.refused()).as("answers without a token").isZero();
            return answers.good();
        });
    }

    private static Cost renewed(List<SeededConnection> some) {
        space.makeOld(some, OLD);
        forgotten();
        return cost(() -> renewedOnly(some));
    }

    private static long renewedOnly(List<SeededConnection> some) {
        Counted answers = Counted.of(
                2 * CALLERS,
                i -> i < some.size(),
                i -> vault.service().tokenLater(replica, some.get(i), Api.NEW).join());
        assertThat(answers.refused()).as("renewals that failed").isZero();
        return answers.good();
    }

    /** Until what was read of the connections before they were made old is not fresh any more. */
    private static void forgotten() {
        Outage.lasts(Duration.ofSeconds(6));
    }

    private static Cost cost(Supplier<Long> work) {
        Duration replicaBefore = ofReplica();
        Duration postgresBefore = server.processorTime();
        long began = System.nanoTime();
        long requests = work.get();
        return new Cost(
                requests,
                Duration.ofNanos(System.nanoTime() - began),
                ofReplica().minus(replicaBefore),
                server.processorTime().minus(postgresBefore));
    }

    private static Cost best(Stream<Cost> windows) {
        return windows.min(Comparator.comparingDouble(Cost::microsOfReplica)).orElseThrow();
    }

    private static void tell(String what, Cost cost) {
        PAGE.tells("processor time of the replica for " + what, cost.microsOfReplica(), "µs");
        PAGE.tells("processor time of PostgreSQL for " + what, cost.microsOfPostgres(), "µs");
        PAGE.tells("so often in a second here, beside the callers, " + what, cost.perSecond(), "");
    }

    private static Duration ofReplica() {
        return replica.handle().info().totalCpuDuration().orElseThrow();
    }

    private static long written() {
        return vault.database().number("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')");
    }

    private static double residentMegabytes() throws IOException {
        String status =
                Files.readString(Path.of("/proc", Long.toString(replica.handle().pid()), "status"));
        Matcher resident = Pattern.compile("VmRSS:\\s+([0-9]+) kB").matcher(status);
        if (!resident.find()) {
            throw new AssertionError(status);
        }
        return Long.parseLong(resident.group(1)) / KILOBYTE;
    }
}
