package io.countersign.caller.identity;

/** What a connection's client certificate says of who is at its other end. */
public sealed interface CertificateVerdict {

    /** There is none, or none is asked for. */
    record None() implements CertificateVerdict {}

    /** It is that one's. */
    record Proven(ProvenIdentity identity) implements CertificateVerdict {}

    /**
     * There is one that is worth nothing here.
     *
     * @param reason for the operator's figures alone
     */
    record Refused(Reason reason) implements CertificateVerdict {}

    /** Why a certificate is worth nothing. */
    enum Reason {
        /** No chain leads from it to a trusted authority. */
        CHAIN,
        /** It, or one that vouches for it, has ended or has not begun. */
        VALIDITY,
        /** It is not for clients. */
        PURPOSE,
        /** It has no name that could be one caller's, or several. */
        NAME,
        /** A browser showed it for a page of another site, which its owner need not know of. */
        CROSS_SITE
    }
}
