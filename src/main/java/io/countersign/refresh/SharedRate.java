package io.countersign.refresh;

import io.countersign.refresh.gate.Rate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The turns of this process, which renewals and proofs share. */
@ApplicationScoped
class SharedRate {

    @Produces
    @Singleton
    Rate rate(Pulse pulse, RefreshConfiguration configuration) {
        return new Rate(pulse, configuration.maxPerSecond());
    }
}
