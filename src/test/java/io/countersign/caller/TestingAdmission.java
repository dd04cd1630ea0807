package io.countersign.caller;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.clock.MonotonicClock;
import io.countersign.limit.TestingLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An admission with few tokens, and a trail that can be away. */
final class TestingAdmission implements AuditTrail {
    static final int FAILED_LOGINS = 30;

    /** Of tokens and certificates, a tenth of them. */
    static final int FAILED_PROOFS = 3;

    static final int CALLS = 5;

    final List<AuditEvent> events = new ArrayList<>();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final FailedLogins failures;
    final Admission admission;

    @Nullable
    RuntimeException away;

    TestingAdmission(MonotonicClock clock) {
        this(clock, FAILED_LOGINS);
    }

    TestingAdmission(MonotonicClock clock, int failedLogins) {
        // The trail is a fake, which needs no pool.
        failures = new FailedLogins(this, null, clock, metrics);
        admission = new Admission(new JudgedKeys(clock), TestingLimits.of(1, failedLogins, CALLS, clock), failures);
    }

    @Override
    public Uni<Void> record(AuditEvent event) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void recordSoon(AuditEvent event) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Void> record(@Nullable SqlClient client, AuditEvent event) {
        if (away != null) {
            return Uni.createFrom().failure(away);
        }
        events.add(event);
        return Uni.createFrom().voidItem();
    }
}
