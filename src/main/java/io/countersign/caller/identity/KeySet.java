package io.countersign.caller.identity;

import java.security.Key;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * The public keys that an issuer signs with, at one moment.
 *
 * @param keys at least one
 */
record KeySet(List<JsonWebKey> keys) {
    /** More than any issuer has: each is compared with each new token. */
    private static final int MOST = 100;

    private static final String FOR_SIGNATURES = "sig";

    KeySet {
        keys = List.copyOf(keys);
    }

    /** What cannot be used. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }
    }

    /**
     * Reads a set (RFC 7517, section 5). Keys of kinds that are not known, and those that are not for signatures, are
     * left out.
     *
     * @throws UnusableException where it is none, or holds no key that is left, or too many
     */
    static KeySet parse(String json) throws UnusableException {
        List<JsonWebKey> keys;
        try {
            keys = new JsonWebKeySet(json)
                    .getJsonWebKeys().stream().filter(KeySet::isForSignatures).toList();
        } catch (JoseException e) {
            // Its message holds what was sent.
            throw new UnusableException("is no JSON Web Key Set");
        }
        if (keys.isEmpty() || keys.size() > MOST) {
            throw new UnusableException("has " + keys.size() + " keys for signatures, and not 1 to " + MOST);
        }
        return new KeySet(keys);
    }

    /**
     * The one key that may have signed it, by its {@code kid} and algorithm. Empty where there is none, and where there
     * are several: which one is meant is the issuer's to say.
     */
    Optional<Key> find(JsonWebSignature token) {
        try {
            List<JsonWebKey> fitting = new VerificationJwkSelector().selectList(token, keys);
            return fitting.size() == 1 ? Optional.of(fitting.getFirst().getKey()) : Optional.empty();
        } catch (JoseException e) {
            return Optional.empty();
        }
    }

    private static boolean isForSignatures(JsonWebKey key) {
        return key instanceof PublicJsonWebKey && (key.getUse() == null || FOR_SIGNATURES.equals(key.getUse()));
    }
}
