package io.countersign.ops;

import com.github.benmanes.caffeine.cache.Ticker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;

/** The time and the randomness of the process, created when the application starts: nothing of them may end up in a native image. */
@ApplicationScoped
class Ambient {

    @Produces
    @Singleton
    InstantSource time() {
        return Clock.systemUTC();
    }

    /** Nanoseconds that only go forward, for durations within this process: the wall clock may jump. */
    @Produces
    @Singleton
    Ticker monotonic() {
        return System::nanoTime;
    }

    @Produces
    @Singleton
    SecureRandom randomness() {
        return new SecureRandom();
    }
}
