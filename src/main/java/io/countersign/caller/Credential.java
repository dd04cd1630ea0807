package io.countersign.caller;

import io.countersign.caller.identity.ProvenIdentity;
import io.countersign.crypto.Digest;

/**
 * By what a caller is found.
 *
 * @param kind of what
 * @param id public: of an API key letters and digits, already checked against its checksum; of an identity its hash in
 *     hexadecimal
 * @param hash what has to be stored beside it, 32 bytes: SHA-256 of the whole key as it was presented, or of all that
 *     the identity was proven to be
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
public record Credential(Kind kind, String id, byte[] hash) {

    /** Of what. */
    public enum Kind {
        /** An API key. */
        KEY,
        /** Somebody who proved who they are elsewhere. */
        IDENTITY
    }

    /** Of what that is the id: those of identities are longer than those of keys. */
    public static Kind kindOf(String id) {
        return id.length() == 2 * Digest.LENGTH ? Kind.IDENTITY : Kind.KEY;
    }

    static Credential of(ApiKey key) {
        return new Credential(Kind.KEY, key.id(), key.hash());
    }

    static Credential of(ProvenIdentity identity) {
        return new Credential(Kind.IDENTITY, identity.id(), identity.hash());
    }
}
