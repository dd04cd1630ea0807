package io.countersign.keyring;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Whoever keeps wrapped keysets, as a rewrap sees them: one bean for each table. Neither method takes part in a
 * transaction.
 */
public interface WrappedKeysets {

    /**
     * A wrapped keyset as it is stored.
     *
     * @param name names the row, and orders rows among themselves
     * @param owner as when it was wrapped: {@code tenant:<name>}, {@code integration:<name>} or {@code vault}
     * @param bytes what {@link Keyring#wrap} made
     */
    record Wrapped(String name, String owner, byte[] bytes) {}

    /**
     * The same keyset, wrapped by another key.
     *
     * @param former the bytes that these replace, and no others
     */
    record Rewrapped(String name, byte[] former, byte[] bytes) {}

    /**
     * Those that another key wraps, or of which nobody can tell.
     *
     * @param key the id of the key that the others are wrapped by
     * @param after a name; those behind it, in their order
     * @param most how many at most
     */
    Uni<List<Wrapped>> notUnder(String key, String after, int most);

    /**
     * Puts the new bytes where the former ones still are, in one statement. A keyset that has changed since keeps what
     * it has: the new bytes may lack a key that it has got.
     *
     * @return how many were replaced
     */
    Uni<Integer> replace(List<Rewrapped> keysets);
}
