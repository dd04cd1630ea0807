package io.countersign.refresh;

import io.countersign.connection.GrantType;
import io.countersign.refresh.gate.GateKey;
import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.refresh.gate.VerdictCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code upstream_gate}, {@code verdict_count} and {@code integration}, and the statements of
 * {@code PostgresUpstreamGate} on them.
 */
class SimulatedGates {
    enum Reason {
        RETRY_AFTER,
        BREAKER,
        CLIENT_REFUSED
    }

    /** A row of {@code upstream_gate}. */
    static final class Gate {
        long pausedUntil = SimulatedRow.NEVER;

        @Nullable
        Reason reason;

        boolean probing;

        @Nullable
        UUID prober;

        UpstreamGate.@Nullable Flag flag;

        @Nullable
        UUID flaggedBy;

        long secretsVersion = -1;
        int verdicts;
        long verdictsSince;
        boolean verdictsFlagged;
    }

    /** An integration: its client secrets and its RSA keys, each in the order in which to try them. */
    static final class App {
        final List<String> secrets = new ArrayList<>();
        final List<String> keys = new ArrayList<>();
        final List<String> scopes = new ArrayList<>(List.of("signature"));
        long secretsVersion;

        /** What assertions ask for. */
        List<String> wanted() {
            return GrantType.JWT_BEARER.asksFor(scopes);
        }
    }

    final SimulatedTime time;
    private final Map<GateKey, Gate> gates = new HashMap<>();
    private final Map<String, App> apps = new HashMap<>();

    SimulatedGates(SimulatedTime time) {
        this.time = time;
    }

    App app(String integration) {
        return apps.computeIfAbsent(integration, name -> new App());
    }

    /** By what a gate is found. */
    GateKey place(GateKey key) {
        return key;
    }

    /** The gate's row, made when it is first needed. */
    final Gate gate(GateKey key) {
        return gates.computeIfAbsent(place(key), name -> new Gate());
    }

    /** Null too where new client secrets have come since the old ones were refused. */
    private @Nullable Gate inForce(GateKey key) {
        Gate gate = gates.get(place(key));
        boolean overtaken = gate != null
                && gate.reason == Reason.CLIENT_REFUSED
                && gate.secretsVersion < app(key.integration()).secretsVersion;
        return overtaken ? null : gate;
    }

    boolean closedFor(GateKey key, UUID attempt) {
        Gate gate = inForce(key);
        return gate != null && (gate.pausedUntil > time.databaseNow() || gate.probing) && !attempt.equals(gate.prober);
    }

    boolean marked(GateKey key) {
        Gate gate = gates.get(place(key));
        return gate != null && (gate.probing || gate.flag != null);
    }

    long pausedUntil(GateKey key) {
        Gate gate = inForce(key);
        return gate == null ? SimulatedRow.NEVER : gate.pausedUntil;
    }

    boolean probing(GateKey key) {
        Gate gate = inForce(key);
        return gate != null && gate.probing;
    }

    void pause(GateKey key, Duration duration) {
        Gate gate = gate(key);
        gate.pausedUntil = Math.max(gate.pausedUntil, end(duration));
        gate.reason = Reason.RETRY_AFTER;
        gate.prober = null;
    }

    void trip(GateKey key, Duration duration) {
        Gate gate = gate(key);
        boolean patience = gate.reason == Reason.RETRY_AFTER && gate.pausedUntil > time.databaseNow();
        boolean refused = gate.reason == Reason.CLIENT_REFUSED
                && gate.probing
                && gate.secretsVersion >= app(key.integration()).secretsVersion;
        if (!patience && !refused) {
            gate.reason = Reason.BREAKER;
        }
        gate.pausedUntil = Math.max(gate.pausedUntil, end(duration));
        gate.probing = true;
        gate.prober = null;
    }

    UpstreamGate.ClientRefusal refuseClient(
            GateKey key, UUID attempt, UpstreamGate.Flag flag, long secretsVersion, Duration duration) {
        if (app(key.integration()).secretsVersion > secretsVersion) {
            return UpstreamGate.ClientRefusal.OUTDATED;
        }
        Gate gate = gate(key);
        if (gate.reason != Reason.RETRY_AFTER || gate.pausedUntil <= time.databaseNow()) {
            gate.reason = Reason.CLIENT_REFUSED;
        }
        gate.pausedUntil = Math.max(gate.pausedUntil, end(duration));
        gate.probing = true;
        gate.prober = null;
        gate.flaggedBy = gate.flaggedBy == null ? attempt : gate.flaggedBy;
        gate.flag = flag;
        note(gate, secretsVersion);
        return attempt.equals(gate.flaggedBy) ? UpstreamGate.ClientRefusal.FIRST : UpstreamGate.ClientRefusal.KNOWN;
    }

    boolean probe(GateKey key, UUID attempt, Duration duration) {
        Gate gate = gates.get(place(key));
        if (gate == null || !gate.probing || gate.pausedUntil > time.databaseNow()) {
            return false;
        }
        gate.prober = attempt;
        gate.pausedUntil = end(duration);
        gate.reason = gate.reason == Reason.CLIENT_REFUSED ? gate.reason : Reason.BREAKER;
        return true;
    }

    void open(GateKey key) {
        Gate gate = gates.get(place(key));
        if (gate == null || !marked(key)) {
            return;
        }
        gate.probing = false;
        gate.prober = null;
        if (gate.reason != Reason.RETRY_AFTER) {
            gate.pausedUntil = SimulatedRow.NEVER;
        }
        gate.flag = null;
        gate.flaggedBy = null;
    }

    void answered(GateKey key) {
        Gate gate = gates.get(place(key));
        if (gate != null && gate.probing && gate.flag == null) {
            gate.probing = false;
            gate.prober = null;
            if (gate.reason != Reason.RETRY_AFTER) {
                gate.pausedUntil = SimulatedRow.NEVER;
            }
        }
    }

    boolean noteVerdict(GateKey key, long secretsVersion) {
        if (app(key.integration()).secretsVersion > secretsVersion) {
            return false;
        }
        note(gate(key), secretsVersion);
        return true;
    }

    /** Whether no other client secrets have come since, neither to the integration nor to the gate. */
    boolean notedUpTo(GateKey key, long secretsVersion) {
        long noted = gate(key).secretsVersion;
        return noted >= 0 && noted <= secretsVersion && app(key.integration()).secretsVersion <= secretsVersion;
    }

    private static void note(Gate gate, long secretsVersion) {
        gate.secretsVersion = gate.secretsVersion < 0 ? secretsVersion : gate.secretsVersion;
    }

    UpstreamGate.VerdictSlot verdictSlot(GateKey key, UUID attempt, long secretsVersion, int slots, Duration window) {
        if (app(key.integration()).secretsVersion > secretsVersion) {
            return UpstreamGate.VerdictSlot.OUTDATED;
        }
        Gate gate = gate(key);
        note(gate, secretsVersion);
        VerdictCount count = gate.verdicts == 0
                ? VerdictCount.none()
                : new VerdictCount(
                        gate.verdicts, Duration.ofNanos(time.databaseNow() - gate.verdictsSince), gate.verdictsFlagged);
        VerdictCount.Next next = count.next(slots, window, gate.flag != null);
        gate.verdicts = next.verdicts();
        gate.verdictsSince = next.anew() ? time.databaseNow() : gate.verdictsSince;
        gate.verdictsFlagged = switch (next.flagging()) {
            case AS_IT_WAS -> gate.verdictsFlagged;
            case BEGINS -> true;
            case ENDS -> false;
        };
        return next.slot();
    }

    private long end(Duration duration) {
        return time.databaseNow() + duration.toNanos();
    }
}
