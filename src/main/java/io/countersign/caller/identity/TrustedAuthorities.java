package io.countersign.caller.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The authorities whose client certificates count.
 *
 * @param anchors at least one
 */
public record TrustedAuthorities(Set<TrustAnchor> anchors) {

    /** Copies the set. */
    public TrustedAuthorities {
        anchors = Set.copyOf(anchors);
    }

    /**
     * Reads PEM. What is in it and is no authority (RFC 5280, section 4.2.1.9) counts for nothing.
     *
     * @return empty where it holds no authority
     * @throws IOException where it cannot be read
     * @throws CertificateException where it is no PEM with certificates
     */
    public static Optional<TrustedAuthorities> read(Path file) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(file)) {
            Set<TrustAnchor> anchors = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .filter(certificate -> certificate.getBasicConstraints() >= 0)
                    .map(certificate -> new TrustAnchor(certificate, null))
                    .collect(Collectors.toUnmodifiableSet());
            return anchors.isEmpty() ? Optional.empty() : Optional.of(new TrustedAuthorities(anchors));
        }
    }

    /**
     * Builds the chain from a certificate to an authority (RFC 5280, section 6), from others that came along. No list
     * of revoked ones is asked for: an identity that is taken from its caller is worth nothing any more.
     *
     * @param sent the certificate first, then what was sent with it in any order
     * @param now at which all but the authority have to be valid
     * @return the chain with its authority at the end; empty where there is none
     */
    Optional<List<X509Certificate>> chain(List<X509Certificate> sent, Instant now) {
        try {
            X509CertSelector leaf = new X509CertSelector();
            leaf.setCertificate(sent.getFirst());
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(sent)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            PKIXCertPathBuilderResult built = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            List<X509Certificate> chain = new ArrayList<>();
            built.getCertPath().getCertificates().forEach(certificate -> chain.add((X509Certificate) certificate));
            chain.add(built.getTrustAnchor().getTrustedCert());
            return Optional.of(chain);
        } catch (CertPathBuilderException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has PKIX", e);
        }
    }
}
