package io.countersign.keyring;

/**
 * A key-encryption key that is not retired, and that nobody retires before the transaction ends which asked for it.
 * Only {@link LiveKeys} makes them, so that no keyset is stored under a key that is on its way out.
 */
public final class LiveKey {
    private final KeyId id;

    LiveKey(KeyId id) {
        this.id = id;
    }

    KeyId id() {
        return id;
    }

    @Override
    public String toString() {
        return "LiveKey[" + id.value() + "]";
    }
}
