package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.docusign.Environment;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UntrustedServerEventsTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final List<AuditEvent> recorded = new ArrayList<>();
    private final UntrustedServerEvents events = new UntrustedServerEvents(new HeardTrail(recorded), now::get);

    private record HeardTrail(List<AuditEvent> recorded) implements AuditTrail {
        @Override
        public Uni<Void> record(AuditEvent event) {
            throw new IllegalStateException("There is no transaction");
        }

        @Override
        public void recordSoon(AuditEvent event) {
            recorded.add(event);
        }

        @Override
        public Uni<Void> record(SqlClient client, AuditEvent event) {
            throw new IllegalStateException("There is no transaction");
        }
    }

    private static AuditEvent event(String environment) {
        return AuditEvent.of("docusign.untrusted", "countersign", Map.of("environment", environment));
    }

    @Test
    void areOneAMinuteAndEnvironment() {
        events.met(Environment.DEMO);
        events.met(Environment.DEMO);
        events.met(Environment.PRODUCTION);
        now.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
        events.met(Environment.DEMO);
        assertThat(recorded).containsExactly(event("demo"), event("production"));

        now.addAndGet(1);
        events.met(Environment.DEMO);

        assertThat(recorded).containsExactly(event("demo"), event("production"), event("demo"));
    }
}
