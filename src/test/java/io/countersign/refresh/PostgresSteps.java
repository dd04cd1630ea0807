package io.countersign.refresh;

import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.refresh.gate.UpstreamGate.Flag;
import io.countersign.refresh.gate.UpstreamGate.VerdictSlot;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The steps on real rows, and what only SQL shows of these. */
abstract class PostgresSteps extends RefreshContract {
    static final Duration PAUSE = Duration.ofSeconds(30);
    static final int SLOTS = 5;

    PostgresRows real;
    TestingTenant tenant;
    long version;

    @Override
    Rows connected() {
        real = new PostgresRows();
        tenant = real.tenant;
        version = real.secretsVersion();
        return real;
    }

    String column(String expression) {
        return real.column(expression);
    }

    void set(String assignments) {
        real.set(assignments);
    }

    String gateColumn(String expression) {
        return TestingSql.text("SELECT " + expression + " FROM upstream_gate WHERE integration = ?", integration);
    }

    boolean verdictsAreFlagged() {
        return "t"
                .equals(TestingSql.text(
                        "SELECT flagged_by IS NOT NULL FROM verdict_count WHERE integration = ?", integration));
    }

    void passes(Duration time) {
        TestingSql.run(
                "UPDATE upstream_gate SET paused_until = paused_until - make_interval(secs => ?) WHERE integration = ?",
                (double) time.toSeconds(),
                integration);
        TestingSql.run(
                "UPDATE verdict_count SET since = since - make_interval(secs => ?) WHERE integration = ?",
                (double) time.toSeconds(),
                integration);
    }

    boolean refuseClient(Flag flag) {
        return await(gate.refuseClient(GateKeys.ofCodes(integration), UUID.randomUUID(), flag, version, PAUSE))
                == UpstreamGate.ClientRefusal.FIRST;
    }

    VerdictSlot slot() {
        return await(gate.verdictSlot(GateKeys.ofCodes(integration), UUID.randomUUID(), version, SLOTS, WINDOW));
    }

    List<VerdictSlot> slots(int count) {
        return Stream.generate(this::slot).limit(count).toList();
    }

    /** What the audit trail says of the integration's flags, the oldest first. */
    String told() {
        return TestingSql.text("""
                SELECT string_agg(replace(type, 'integration.', '') || ' ' || (details ->> 'reason'), ', ' ORDER BY id)
                FROM audit_event WHERE type LIKE '%flagged' AND details ->> 'integration' = ?
                """, integration);
    }
}
