package io.countersign.clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;

/**
 * The time and the randomness of the process, created when the application starts: nothing of them may end up in a
 * native image.
 */
@ApplicationScoped
class Ambient {

    @Produces
    @Singleton
    InstantSource time() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    MonotonicClock monotonic() {
        return System::nanoTime;
    }

    @Produces
    @Singleton
    SecureRandom randomness() {
        return new SecureRandom();
    }
}
