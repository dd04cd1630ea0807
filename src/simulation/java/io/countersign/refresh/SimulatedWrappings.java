package io.countersign.refresh;

import io.countersign.keyring.SimulatedChoice;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code keyring_key} and {@code keyring_rewrap}, and the locks of their rows: whoever stores a keyset holds
 * its key's until the commit, and a retirement waits for that.
 */
class SimulatedWrappings {
    private static final long LOOK = 50 * SimulatedTime.MILLISECOND;

    final SimulatedTime time;
    final SimulatedKeys keys;
    private final Set<String> retired = new HashSet<>();

    /** How many transactions hold the key's row. */
    private final Map<String, Integer> sharing = new HashMap<>();

    /** Whose row a retirement holds that is not committed. */
    private @Nullable String retiring;

    private @Nullable String target;

    SimulatedWrappings(SimulatedTime time, SimulatedKeys keys) {
        this.time = time;
        this.keys = keys;
    }

    /** Of the last rewrap. */
    final void target(String key) {
        target = key;
    }

    final boolean isRetired(String key) {
        return retired.contains(key);
    }

    /**
     * Tells the key to wrap with, once nobody is retiring it; nothing where there is none. It is held until
     * {@link #release}.
     *
     * @param primary by the configuration of whoever asks
     */
    final void lock(String primary, Consumer<String> then) {
        String key = choice(primary);
        if (primary.equals(retiring) || key != null && key.equals(retiring)) {
            time.after(LOOK, () -> lock(primary, then));
        } else if (key != null) {
            share(key);
            then.accept(key);
        }
    }

    @Nullable
    String choice(String primary) {
        return SimulatedChoice.of(primary, isRetired(primary), target == null || isRetired(target) ? null : target);
    }

    void share(String key) {
        sharing.merge(key, 1, Integer::sum);
    }

    /** The commit of whoever holds it. */
    final void release(String key) {
        sharing.computeIfPresent(key, (same, holders) -> holders == 1 ? null : (Integer) (holders - 1));
        judge();
    }

    /** The first statement of a retirement: waits for whoever is storing a keyset. */
    void retire(String key, Runnable then) {
        hold(key, then);
    }

    private void hold(String key, Runnable then) {
        if (retiring != null || sharing.containsKey(key)) {
            time.after(LOOK, () -> hold(key, then));
        } else {
            retiring = key;
            then.run();
        }
    }

    /** Its last: it is committed where the key wraps nothing. */
    final void end(String key) {
        retiring = null;
        if (!isUsed(key)) {
            retired.add(key);
            time.log("keys %s is retired", key);
            judge();
        }
    }

    /** In a statement behind the first: of what was committed until then. */
    boolean isUsed(String key) {
        return keys.isWrapping(key);
    }

    /** I18, of keysets: nothing is wrapped by a key that is retired. */
    private void judge() {
        retired.stream()
                .filter(keys::isWrapping)
                .forEach(key -> time.violation("I18: %s wraps something, and is retired".formatted(key)));
    }
}
