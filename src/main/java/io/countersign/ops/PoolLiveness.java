package io.countersign.ops;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Wants a restart in one case only: the pool has served nobody for a minute although the database would. A restart does
 * not bring a database back, but it throws away everything this process still holds.
 */
@Liveness
@ApplicationScoped
class PoolLiveness implements AsyncHealthCheck {
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final DatabaseProbe probe;

    PoolLiveness(DatabaseProbe probe) {
        this.probe = probe;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return probe.silence()
                .chain(silence ->
                        silence.compareTo(LIMIT) < 0 ? Uni.createFrom().item(false) : probe.servesBesideThePool())
                .map(stuck ->
                        HealthCheckResponse.named("request pool").status(!stuck).build());
    }
}
