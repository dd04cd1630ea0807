package io.countersign.keyring;

import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.UnreadableSecretException;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of some keysets that are wrapped anew. Each is on its own: one that does not open holds up no other.
 *
 * @param rewrapped to be stored
 * @param unreadable the owners of those that do not open although their key is here, or that name none: damage
 * @param lacking how many are wrapped by keys that this replica lacks and another one may have
 */
record RewrapBatch(List<WrappedKeysets.Rewrapped> rewrapped, List<String> unreadable, int lacking) {

    /** Unwraps each and wraps it by that key; works in memory, some microseconds for each. */
    static RewrapBatch of(List<WrappedKeysets.Wrapped> keysets, Keyring keyring, LiveKey target) {
        List<WrappedKeysets.Rewrapped> rewrapped = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        int lacking = 0;
        for (WrappedKeysets.Wrapped each : keysets) {
            try {
                byte[] fresh = keyring.wrap(keyring.unwrap(each.bytes(), each.owner()), each.owner(), target);
                rewrapped.add(new WrappedKeysets.Rewrapped(each.name(), each.bytes(), fresh));
            } catch (UnreadableSecretException damaged) {
                unreadable.add(each.owner());
            } catch (MissingKeyException missing) {
                lacking++;
            }
        }
        return new RewrapBatch(rewrapped, unreadable, lacking);
    }
}
