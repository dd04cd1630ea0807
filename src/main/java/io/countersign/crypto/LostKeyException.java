package io.countersign.crypto;

/**
 * The key of what is stored is gone from where it stood, and making another one would leave all that without one. No
 * replica has it; somebody has to put it back.
 */
public final class LostKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says where it stood: {@code where} names a row. */
    public LostKeyException(String where) {
        super("The key that stood in " + where + " is gone");
    }
}
