package io.countersign.issuing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * Which connection a refresh handle names, for each API key that it was used with: else the time taken would tell
 * somebody else's handle that was used here from one that is none. That never changes, so it may be remembered for as
 * long as there is room; whether the handle is worth anything is another question, and a reading's.
 */
final class HandlePlaces {
    private static final int LARGEST = 100_000;

    private final Cache<Use, Place> places =
            Caffeine.newBuilder().maximumSize(LARGEST).executor(Runnable::run).build();

    private record Use(String keyId, String handleId) {}

    @Nullable
    Place of(String keyId, String handleId) {
        return places.getIfPresent(new Use(keyId, handleId));
    }

    void keep(String keyId, String handleId, Place place) {
        places.put(new Use(keyId, handleId), place);
    }
}
