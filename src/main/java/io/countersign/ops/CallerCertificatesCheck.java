package io.countersign.ops;

import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/** The authorities of callers' certificates can be read, and there is a port that asks for them. */
final class CallerCertificatesCheck implements StartupCheck {
    private static final String PROPERTY = "countersign.caller.certificate.trust";

    @Override
    public List<Finding> check(Config configuration) {
        Optional<Finding> bad = CertificateFile.check(configuration, PROPERTY);
        if (bad.isPresent()) {
            return List.of(bad.get());
        }
        boolean wanted = configuration.getOptionalValue(PROPERTY, String.class).isPresent();
        return wanted && !hasTlsPort(configuration)
                ? List.of(Finding.warn(
                        PROPERTY,
                        "is set, and no port speaks TLS, so nobody is asked for a certificate. Give the port a"
                                + " certificate of its own: quarkus.http.ssl.certificate.files and .key-files."))
                : List.of();
    }

    /** Quarkus opens it where it has a certificate, of whichever of its ways. */
    private static boolean hasTlsPort(Config configuration) {
        return StreamSupport.stream(configuration.getPropertyNames().spliterator(), false)
                .anyMatch(name -> name.startsWith("quarkus.http.ssl.certificate.")
                        || name.equals("quarkus.http.tls-configuration-name")
                        || name.startsWith("quarkus.tls.key-store."));
    }
}
