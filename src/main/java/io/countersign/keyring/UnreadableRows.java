package io.countersign.keyring;

import io.countersign.crypto.UnreadableSecretException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/**
 * Counts how often something sealed did not open although its key is here: damage, or a row put elsewhere. A key that
 * is lacking is none of it.
 */
@ApplicationScoped
public class UnreadableRows {
    private static final String UNREADABLE = "countersign.keyring.unreadable";

    private final Keyring keyring;
    private final MeterRegistry registry;

    /** Counts there, by the keys of this keyring. */
    public UnreadableRows(Keyring keyring, MeterRegistry registry) {
        this.keyring = keyring;
        this.registry = registry;
    }

    /**
     * Opens something, and counts where that fails.
     *
     * @param wrapped the keyset that is needed for it; names the key in the metric
     */
    public <T> T counting(byte[] wrapped, Supplier<T> opening) {
        try {
            return opening.get();
        } catch (UnreadableSecretException e) {
            registry.counter(UNREADABLE, "key", keyring.keyOf(wrapped)).increment();
            throw e;
        }
    }
}
