package io.countersign.crypto;

/**
 * Sealed bytes did not open: damaged, moved, made for something else, or sealed under a key that is gone. One type for
 * every cause and no cause inside, so that an attacker learns nothing from the difference. It is never a verdict on the
 * connection, only on the stored bytes.
 */
public final class UnreadableSecretException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Names where the bytes stand, never what they hold.
     *
     * @param column {@code table.column}, or {@code keyset.wrapped} for the wrapped keyset of any owner
     */
    public UnreadableSecretException(String column) {
        super("A sealed value of " + column + " does not open");
    }
}
