package io.countersign.issuing;

import io.countersign.clock.MonotonicClock;
import io.countersign.database.DatabaseReach;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Sets up what keeps issuing tokens off the database. */
@ApplicationScoped
class WarmPath {

    @Produces
    @Singleton
    IssuableCache cache(IssuingConfiguration configuration, MonotonicClock clock) {
        Duration fresh = configuration.freshFor();
        Duration stale = configuration.staleWhileDatabaseDown();
        return new IssuableCache(
                fresh.compareTo(stale) > 0 ? fresh : stale,
                configuration.cacheSize().asLongValue(),
                clock);
    }

    @Produces
    @Singleton
    DatabaseReach reach(IssuableSource source, IssuingConfiguration configuration) {
        return new DatabaseReach(source::probe, configuration.databaseDeadline());
    }
}
