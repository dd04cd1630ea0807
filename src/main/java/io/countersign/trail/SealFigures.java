package io.countersign.trail;

import io.countersign.clock.MonotonicClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the trail is sealed, as metrics: whoever keeps number and fingerprint of a seal elsewhere can tell that all
 * seals from there on were made anew.
 */
@ApplicationScoped
class SealFigures {
    private static final String NUMBER = "countersign.audit.seal.number";
    private static final String FINGERPRINT = "countersign.audit.seal.fingerprint";
    private static final String UNSEALED = "countersign.audit.unsealed";

    /** Of the eight bytes at the front: what is left is a whole number that a double holds exactly. */
    private static final int BITS_LEFT_OUT = 16;

    private final MeterRegistry registry;
    private final List<Gauge> gauges;
    private volatile long number;
    private volatile long fingerprint;
    private final MonotonicClock clock;
    private volatile Look last;

    SealFigures(MeterRegistry registry, MonotonicClock clock) {
        this.registry = registry;
        this.clock = clock;
        this.last = new Look(Duration.ZERO, clock.nanoTime());
        this.gauges = List.of(
                Gauge.builder(NUMBER, () -> number).register(registry),
                Gauge.builder(FINGERPRINT, () -> fingerprint).register(registry),
                Gauge.builder(UNSEALED, this::unsealed).baseUnit("seconds").register(registry));
    }

    /** The age of the oldest event that is not sealed, and when that was heard. */
    private record Look(Duration oldest, long atNanos) {}

    /** Goes on growing between two looks, so that it tells of looks that fail as well. */
    private double unsealed() {
        Look look = last;
        return look.oldest().plusNanos(clock.nanoTime() - look.atNanos()).toMillis() / 1000.0;
    }

    /** The registry outlives an application that is started again in the same process. */
    @PreDestroy
    void forget() {
        gauges.forEach(registry::remove);
    }

    /**
     * What the database says.
     *
     * @param newest null while there is no seal
     * @param oldest the age of the oldest event behind it
     */
    void tell(@Nullable Seal newest, Duration oldest) {
        number = newest == null ? 0 : newest.number();
        fingerprint = newest == null ? 0 : fingerprint(newest);
        unproven(oldest);
    }

    /**
     * What it says where nobody can tell which seals the vault made.
     *
     * @param oldest the age of the oldest event behind the newest row
     */
    void unproven(Duration oldest) {
        last = new Look(oldest, clock.nanoTime());
    }

    /** The first six bytes of its hash, as a number. */
    static long fingerprint(Seal seal) {
        return ByteBuffer.wrap(seal.mac()).getLong() >>> BITS_LEFT_OUT;
    }
}
