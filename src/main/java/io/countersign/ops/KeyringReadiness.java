package io.countersign.ops;

import io.countersign.keyring.LoadedKeyring;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * DOWN while this replica lacks a key that others use: unlike a database that is away, that is a fault which they do
 * not share.
 */
@Readiness
@ApplicationScoped
class KeyringReadiness implements HealthCheck {
    private final LoadedKeyring keyring;

    KeyringReadiness(LoadedKeyring keyring) {
        this.keyring = keyring;
    }

    @Override
    public HealthCheckResponse call() {
        Set<String> lacking = new TreeSet<>(keyring.lacking());
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("keyring").status(lacking.isEmpty());
        return lacking.isEmpty()
                ? response.build()
                : response.withData("lacking", String.join(", ", lacking)).build();
    }
}
