package io.countersign.ops;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** UP once the keyring opened and the migrations ran. */
@Startup
@ApplicationScoped
class StartedCheck implements HealthCheck {
    private final StartupState state;

    StartedCheck(StartupState state) {
        this.state = state;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("start").status(state.isStarted()).build();
    }
}
