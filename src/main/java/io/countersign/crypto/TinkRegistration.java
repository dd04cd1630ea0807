package io.countersign.crypto;

import com.google.crypto.tink.aead.AeadConfig;
import java.security.GeneralSecurityException;

/**
 * Tells Tink which key types exist, which it must know before it reads or makes a keyset. Done at the first use and not
 * in a static initialiser, which a native image would run while it is built.
 */
final class TinkRegistration {
    // Tink allows repeating it, but each time costs a hundred microseconds: far more than unwrapping a keyset.
    private static volatile boolean done;

    private TinkRegistration() {}

    /** May run twice when two threads come at once, which does no harm. */
    static void ensure() throws GeneralSecurityException {
        if (!done) {
            AeadConfig.register();
            done = true;
        }
    }
}
