package io.countersign.refresh;

import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.refresh.gate.UpstreamGate.ClientRefusal;
import io.countersign.refresh.gate.UpstreamGate.Flag;
import io.countersign.refresh.gate.UpstreamGate.VerdictSlot;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** The gate beside the store, as two attempts meet them. */
abstract class GateContractSteps extends RefreshStoreSteps {
    static final Duration TEN = Duration.ofSeconds(10);
    static final Duration PATIENCE = Duration.ofSeconds(90);
    static final Duration WINDOW = Duration.ofMinutes(10);
    static final UUID MINE = new UUID(1, 1);
    static final UUID OTHER = new UUID(2, 2);

    UpstreamGate gate;
    String integration;

    @BeforeEach
    void find() {
        gate = rows.gate();
        integration = rows.integration();
    }

    final Duration pausedFor() {
        return ((LeaseAnswer.Paused) ask(OTHER)).pause();
    }

    final Lease leased(UUID attempt) {
        return ((LeaseAnswer.Leased) ask(attempt)).lease();
    }

    final ClientRefusal refuseClient(UUID attempt, long secretsVersion) {
        return await(gate.refuseClient(integration, attempt, Flag.CLIENT_REFUSED, secretsVersion, TEN));
    }

    final VerdictSlot slot(UUID attempt, long secretsVersion, Duration window) {
        return await(gate.verdictSlot(integration, attempt, secretsVersion, 5, window));
    }
}
