package io.countersign.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.caller.FailedLogin.Reason;
import io.countersign.clock.MonotonicClock;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * API keys that this replica has seen, by how they were judged. They are known by the hash of the whole, so that nobody
 * who has only a key's id can shut its owner out or be taken for him. Neither kind lets anybody in.
 *
 * <p>Of some the database has just said that they are none: who asks with the same one again and again costs one
 * question in five seconds. Others were right: they are looked up however many come from the same network that are
 * none.
 */
@Singleton
final class JudgedKeys {
    /** Of each kind. Under 200 bytes each. */
    private static final int MOST = 10_000;

    /** As long as what was read for a token is fresh by default. */
    static final Duration REFUSED = Duration.ofSeconds(5);

    /** Since it was right last. */
    static final Duration RIGHT = Duration.ofMinutes(10);

    private final Cache<String, Reason> refused;
    private final Cache<String, String> right;

    JudgedKeys(MonotonicClock clock) {
        refused = cache(clock).expireAfterWrite(REFUSED).build();
        right = cache(clock).expireAfterAccess(RIGHT).build();
    }

    private static Caffeine<Object, Object> cache(MonotonicClock clock) {
        return Caffeine.newBuilder()
                .ticker(clock::nanoTime)
                .maximumSize(MOST)
                // Upkeep is a few microseconds; a thread of its own would cost more.
                .executor(Runnable::run);
    }

    /** Why the key with that hash was refused, or null where nothing is known of it. */
    @Nullable
    Reason refusal(byte[] hash) {
        return refused.getIfPresent(text(hash));
    }

    /** Whose key the one with that hash was a short time ago, or null where it was nobody's that is known. */
    @Nullable
    String owner(byte[] hash) {
        return right.getIfPresent(text(hash));
    }

    /** Remembers what the database has just said. */
    void refuse(byte[] hash, Reason reason) {
        String key = text(hash);
        right.invalidate(key);
        refused.put(key, reason);
    }

    /** Remembers that it was right, and whose. */
    void accept(byte[] hash, String caller) {
        String key = text(hash);
        if (!caller.equals(right.getIfPresent(key))) {
            right.put(key, caller);
        }
    }

    /** What this replica changes counts here at once. */
    void forget(@Observes CallerChanged change) {
        refused.invalidateAll();
    }

    /** One character a byte. */
    private static String text(byte[] hash) {
        return new String(hash, StandardCharsets.ISO_8859_1);
    }
}
