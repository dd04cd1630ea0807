package io.countersign.ops;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready even while PostgreSQL is away: every replica shares that fault, so taking one out of rotation helps nobody, and
 * what can still be answered would not be. It says {@code degraded} then. Quarkus' own check says DOWN while the
 * service drains.
 */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements AsyncHealthCheck {
    private final DatabaseProbe probe;
    private final StartupState state;

    DatabaseReadiness(DatabaseProbe probe, StartupState state) {
        this.probe = probe;
        this.state = state;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return probe.silence()
                .map(silence -> HealthCheckResponse.named("database")
                        .status(state.isStarted())
                        .withData("degraded", !silence.isZero())
                        .build());
    }
}
