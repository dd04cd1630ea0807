package io.countersign.crypto;

/**
 * Sealed bytes name a key-encryption key that this process does not have, and another one may: nothing is known against
 * the bytes. Unlike {@link UnreadableSecretException} it passes once the key is there.
 */
public final class MissingKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param keyId the key's id, which is no secret */
    public MissingKeyException(String keyId) {
        super("The keyring has no key " + keyId);
    }
}
