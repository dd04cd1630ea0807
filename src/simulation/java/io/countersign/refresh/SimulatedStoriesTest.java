package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConsentReason;
import io.countersign.crypto.Keyset;
import io.countersign.simulator.RotationMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What takes hours and days, in virtual time: rows 9, 10 and 13 of the fault matrix, and connections that nobody uses.
 */
class SimulatedStoriesTest {
    private static final long HOUR = 3600 * SimulatedTime.SECOND;
    private static final long DAY = 24 * HOUR;

    private final Logger engine = Logger.getLogger("io.countersign.refresh");
    private final SimulatedTime time = new SimulatedTime(1, true);
    private final SimulatedFaults faults = SimulatedFaults.none(time);

    @BeforeEach
    void quiet() {
        engine.setLevel(Level.OFF);
    }

    @AfterEach
    void loud() {
        engine.setLevel(null);
    }

    private SimulatedCluster cluster(long tick, int processes, int connections, boolean extended) {
        SimulatedCluster cluster = new SimulatedCluster(
                time, faults, new RotationMode.Strict(), new Mutation(), Keyset.generate(), tick, 0);
        cluster.world.provider().secrets.add("secret");
        cluster.world.provider().prolongs = extended;
        cluster.world.gates().app(Simulation.INTEGRATION).secrets.add("secret");
        for (int i = 0; i < connections; i++) {
            cluster.create("tenant" + i, extended);
            cluster.consent("tenant" + i, 0);
        }
        cluster.start(processes);
        return cluster;
    }

    private static Collection<SimulatedRow> rows(SimulatedCluster cluster) {
        return cluster.world.rows().all().values();
    }

    private List<String> logged(String text) {
        return time.log().stream().filter(line -> line.contains(text)).toList();
    }

    @Test
    @DisplayName("Row 9: DocuSign answers 503 for seven hours")
    void sevenHoursWithoutTheProvider() {
        SimulatedCluster cluster = cluster(SimulatedTime.SECOND, 3, 20, true);
        time.runUntil(HOUR / 2);
        long end = time.now() + 7 * HOUR;
        faults.providerAway(7 * HOUR);
        // The breaker wants ten of them; the others follow in time.
        int soon = 12;
        for (SimulatedRow row : rows(cluster)) {
            row.accessExpiresAt = time.now() + time.between(0, soon-- > 0 ? 30 * SimulatedTime.SECOND : 6 * HOUR);
            row.dueAt = row.accessExpiresAt;
        }
        List<String> refused = askUntil(end, cluster);
        int probes = cluster.world.history().calls();

        time.runUntil(
                end + 30 * SimulatedTime.SECOND,
                () -> rows(cluster).stream().allMatch(row -> {
                    boolean renewed = row.lastRefreshedAt > end;
                    return renewed && row.state == SimulatedRow.State.ACTIVE;
                }));

        assertThat(time.violations()).isEmpty();
        assertThat(refused).isEmpty();
        assertThat(probes)
                .as("calls in seven hours")
                .isBetween(100, (int) (7 * HOUR / (10 * SimulatedTime.SECOND)) + 20);
        assertThat(rows(cluster)).allMatch(row -> row.state == SimulatedRow.State.ACTIVE);
        assertThat(time.now()).isLessThanOrEqualTo(end + 30 * SimulatedTime.SECOND);
    }

    /** Asks for every token every two minutes, and answers who got none although it was still valid. */
    private List<String> askUntil(long end, SimulatedCluster cluster) {
        List<String> refused = new ArrayList<>();
        for (long at = time.now(); at < end; at += HOUR / 30) {
            time.runUntil(at);
            rows(cluster).forEach(row -> {
                boolean valid = row.accessExpiresAt > time.now() + 120 * SimulatedTime.SECOND;
                cluster.ask(time.oneOf(cluster.replicas), row.id.tenant(), null)
                        .subscribe()
                        .with(issued -> {
                            if (valid && !issued) {
                                refused.add("%s at %d s".formatted(row, time.now() / SimulatedTime.SECOND));
                            }
                        });
            });
        }
        time.runUntil(end);
        return refused;
    }

    @Test
    void thirtyIdleDaysWithExtendedTakeThreeCalls() {
        SimulatedCluster cluster = cluster(60 * SimulatedTime.SECOND, 2, 10, true);

        time.runUntil(30 * DAY);

        assertThat(time.violations()).isEmpty();
        assertThat(rows(cluster)).allMatch(row -> row.state == SimulatedRow.State.ACTIVE);
        assertThat(cluster.world.provider().calls).isBetween(10, 30);
        assertThat(rows(cluster)).allMatch(row -> cluster.world.provider().accepts(row.refreshToken));
    }

    @Test
    void thirtyIdleDaysWithoutExtendedEndWithWarnings() {
        SimulatedCluster cluster = cluster(60 * SimulatedTime.SECOND, 2, 1, false);
        for (long at = 0; at < 30 * DAY; at += HOUR) {
            time.after(at, () -> cluster.world.due().warn());
        }

        time.runUntil(30 * DAY + HOUR);

        assertThat(logged("warning"))
                .satisfiesExactly(
                        line -> assertThat(line).contains("warning 14 days"),
                        line -> assertThat(line).contains("warning 7 days"),
                        line -> assertThat(line).contains("warning 3 days"),
                        line -> assertThat(line).contains("warning 1 days"));
        assertThat(rows(cluster)).allMatch(row -> row.reason == ConsentReason.REFRESH_TOKEN_EXPIRED);
        assertThat(cluster.world.provider().calls).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Row 13: the client secret was changed at DocuSign, for 1,000 tenants")
    void aWrongClientSecretCostsFewTenantsTheirConsent(SimulatedProvider.WrongSecret answer) {
        SimulatedCluster cluster = cluster(SimulatedTime.SECOND, 3, 1000, true);
        cluster.world.provider().wrongSecret = answer;
        time.runUntil(60 * SimulatedTime.SECOND);
        cluster.world.provider().secrets.clear();
        cluster.world.provider().secrets.add("new secret");
        rows(cluster).forEach(row -> row.dueAt = time.now());

        time.runUntil(time.now() + 300 * SimulatedTime.SECOND);

        assertThat(rows(cluster).stream().filter(row -> row.state != SimulatedRow.State.ACTIVE))
                .hasSizeLessThanOrEqualTo(5);
        assertThat(logged(" flags ")).hasSize(1);
        cluster.knowNewSecret();
        long added = time.now();
        time.runUntil(
                added + Duration.ofSeconds(60).toNanos(),
                () -> rows(cluster).stream().allMatch(row -> row.lastRefreshedAt >= added));
        assertThat(time.violations()).isEmpty();
        assertThat(rows(cluster)).allMatch(row -> row.state == SimulatedRow.State.ACTIVE);
        assertThat(rows(cluster)).allMatch(row -> row.lastRefreshedAt >= added);
    }
}
