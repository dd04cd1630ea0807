package io.countersign.ops;

import io.countersign.caller.identity.TrustedAuthorities;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** A file that has to hold the certificates of authorities. */
final class CertificateFile {
    private CertificateFile() {}

    /** What is wrong with the file that the property names; empty where nothing is, or it names none. */
    static Optional<Finding> check(Config configuration, String property) {
        return configuration.getOptionalValue(property, Path.class).flatMap(file -> judge(property, file));
    }

    private static Optional<Finding> judge(String property, Path file) {
        try {
            return TrustedAuthorities.read(file).isPresent()
                    ? Optional.empty()
                    : Optional.of(Finding.refuse(
                            property, "names a file without the certificate of an authority (PEM, CA:TRUE)."));
        } catch (IOException e) {
            return Optional.of(Finding.refuse(property, "names a file that is not there or cannot be read."));
        } catch (CertificateException e) {
            return Optional.of(Finding.refuse(property, "names a file that is no PEM with certificates."));
        }
    }
}
