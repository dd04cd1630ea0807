package io.countersign.caller;

import io.countersign.caller.identity.ProvenIdentity;

/** What a request presents of its caller. */
sealed interface Presented {

    /** What stands after {@code Authorization: Bearer}, or in another place for it: an API key, or a JWT. */
    record Text(String credential) implements Presented {

        /** Never the credential. */
        @Override
        public String toString() {
            return "Text[not shown]";
        }
    }

    /** An API key that was whole when a session began: only what is stored of it is still known. */
    record Kept(KeyMark mark) implements Presented {}

    /** A certificate, which the connection has proven already. */
    record Proven(ProvenIdentity identity) implements Presented {}
}
