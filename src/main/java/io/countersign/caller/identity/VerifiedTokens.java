package io.countersign.caller.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.clock.MonotonicClock;
import io.countersign.crypto.Digest;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which tokens were verified, by their digests: checking a signature costs a hundred times as much. What it says is who
 * somebody is, and nothing of what he may do. Holds no token.
 */
@Singleton
final class VerifiedTokens {
    /** How long a token is believed without another look at its issuer's keys. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final int MOST = 10_000;

    private final Cache<ByteBuffer, Verified> entries;

    VerifiedTokens(MonotonicClock clock) {
        this.entries = Caffeine.newBuilder()
                .ticker(clock::nanoTime)
                .maximumSize(MOST)
                .expireAfterWrite(LONGEST)
                .executor(Runnable::run)
                .build();
    }

    /**
     * A token that was found to be good.
     *
     * @param issuer what the configuration calls it
     * @param identity whose it is
     * @param end when it stops being good, by the wall clock
     */
    record Verified(String issuer, ProvenIdentity identity, Instant end) {}

    /** Empty where it is not known, or has ended. */
    Optional<Verified> find(String token, Instant now) {
        return Optional.ofNullable(entries.getIfPresent(key(token))).filter(known -> now.isBefore(known.end()));
    }

    void keep(String token, Verified verified) {
        entries.put(key(token), verified);
    }

    private static ByteBuffer key(String token) {
        return ByteBuffer.wrap(Digest.ofText(token));
    }
}
