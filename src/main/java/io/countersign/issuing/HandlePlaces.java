package io.countersign.issuing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * Which connection a refresh handle names. That never changes, so it may be remembered for as long as there is room;
 * whether the handle is worth anything is another question, and a reading's.
 */
final class HandlePlaces {
    private static final int LARGEST = 100_000;

    private final Cache<String, Place> places =
            Caffeine.newBuilder().maximumSize(LARGEST).executor(Runnable::run).build();

    @Nullable
    Place of(String handleId) {
        return places.getIfPresent(handleId);
    }

    void keep(String handleId, Place place) {
        places.put(handleId, place);
    }
}
