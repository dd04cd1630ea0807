package io.countersign.caller.identity;

import io.countersign.caller.identity.CertificateVerdict.Reason;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whose a certificate is that a trusted authority has signed, and whether it was made for clients. */
final class CertificateRules {
    /** Of a GeneralName (RFC 5280, section 4.2.1.6). */
    private static final int DNS_NAME = 2;

    private static final int URI_NAME = 6;

    /** RFC 5280, section 4.2.1.12. */
    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";

    private CertificateRules() {}

    /** How it ends. */
    sealed interface Judgement {

        /**
         * It is that one's.
         *
         * @param name as {@link CertificateName} wants it
         */
        record Named(String name) implements Judgement {}

        /** It counts for nothing. */
        record Bad(Reason reason) implements Judgement {}
    }

    /** Judges one, without its dates and its chain. */
    static Judgement judge(X509Certificate certificate) {
        try {
            if (!isForClients(certificate)) {
                return new Judgement.Bad(Reason.PURPOSE);
            }
            return name(certificate)
                    .<Judgement>map(Judgement.Named::new)
                    .orElseGet(() -> new Judgement.Bad(Reason.NAME));
        } catch (CertificateParsingException e) {
            return new Judgement.Bad(Reason.NAME);
        }
    }

    private static boolean isForClients(X509Certificate certificate) throws CertificateParsingException {
        boolean[] usage = certificate.getKeyUsage();
        List<String> purposes = certificate.getExtendedKeyUsage();
        return certificate.getBasicConstraints() < 0
                // The first bit: digitalSignature.
                && (usage == null || usage[0])
                && (purposes == null || purposes.contains(CLIENT_AUTHENTICATION));
    }

    /**
     * The one URI, or where there is none the one host name; which of several is the caller's would be a guess. The
     * subject's common name says nothing.
     */
    private static Optional<String> name(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names == null) {
            return Optional.empty();
        }
        List<String> uris = names(names, URI_NAME);
        List<String> hosts = names(names, DNS_NAME);
        Optional<String> only = Optional.empty();
        if (uris.size() == 1) {
            only = Optional.of(CertificateName.URI_PREFIX + uris.getFirst());
        } else if (uris.isEmpty() && hosts.size() == 1) {
            only = Optional.of(CertificateName.DNS + hosts.getFirst().toLowerCase(Locale.ROOT));
        }
        return only.filter(CertificateName::is);
    }

    private static List<String> names(Collection<List<?>> names, int kind) {
        return names.stream()
                .filter(name -> Integer.valueOf(kind).equals(name.get(0)))
                .map(name -> (String) name.get(1))
                .toList();
    }
}
