package io.countersign.refresh;

import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.refresh.gate.UpstreamGate.Flag;
import io.countersign.refresh.gate.UpstreamGate.VerdictSlot;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the real gate do with it, and read of its row. */
abstract class PostgresGateSteps extends PostgresStoreSteps {
    static final Duration PAUSE = Duration.ofSeconds(30);
    static final Duration WINDOW = Duration.ofMinutes(10);
    static final int SLOTS = 5;

    UpstreamGate gate;
    String integration;
    long version;

    @BeforeEach
    void find() {
        gate = rows.gate();
        integration = rows.integration();
        version = rows.secretsVersion();
    }

    String gateColumn(String expression) {
        return real.rows.value("SELECT " + expression + " FROM upstream_gate WHERE integration = ?", integration);
    }

    boolean verdictsAreFlagged() {
        return "t"
                .equals(real.rows.value(
                        "SELECT flagged_by IS NOT NULL FROM verdict_count WHERE integration = ?", integration));
    }

    void passes(Duration time) {
        real.rows.change(
                "UPDATE upstream_gate SET paused_until = paused_until - make_interval(secs => ?) WHERE integration = ?",
                (double) time.toSeconds(),
                integration);
        real.rows.change(
                "UPDATE verdict_count SET since = since - make_interval(secs => ?) WHERE integration = ?",
                (double) time.toSeconds(),
                integration);
    }

    boolean refuseClient(Flag flag) {
        return await(gate.refuseClient(integration, UUID.randomUUID(), flag, version, PAUSE))
                == UpstreamGate.ClientRefusal.FIRST;
    }

    VerdictSlot slot() {
        return await(gate.verdictSlot(integration, UUID.randomUUID(), version, SLOTS, WINDOW));
    }

    List<VerdictSlot> slots(int count) {
        return Stream.generate(this::slot).limit(count).toList();
    }

    /** What the audit trail says of the integration's flags, the oldest first. */
    String told() {
        return real.rows.value("""
                SELECT string_agg(replace(type, 'integration.', '') || ' ' || (details ->> 'reason'), ', ' ORDER BY id)
                FROM audit_event WHERE type LIKE '%flagged' AND details ->> 'integration' = ?
                """, integration);
    }
}
