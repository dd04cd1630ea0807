package io.countersign.caller.identity;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Whom callers may prove to be elsewhere: {@code countersign.caller.*}. The checks at start refuse what is missing. */
@ConfigMapping(prefix = "countersign.caller")
public interface CallerConfiguration {

    /** The issuers that are trusted, each under a name that metrics and logs call it by. */
    Map<String, Issuer> oidc();

    /** Client certificates. */
    Certificate certificate();

    /** {@code countersign.caller.oidc."name".*}. */
    interface Issuer {

        /** What stands as {@code iss} in its tokens, to the letter. Required. */
        Optional<String> issuer();

        /** What has to be among {@code aud} of a token, so that it is meant for this vault. Required. */
        Optional<String> audience();

        /** Where its keys are (RFC 7517); else its discovery document says so. */
        Optional<URI> jwksUrl();

        /** The authorities, as PEM, that its certificate is checked against; else those that Java knows. */
        Optional<Path> caFile();

        /**
         * A file with a token that its key set wants to see, as Kubernetes' does. Read anew each time, and sent to no
         * other host than that of {@link #jwksUrl}, or of the issuer.
         */
        Optional<Path> tokenFile();
    }

    /** {@code countersign.caller.certificate.*}. */
    interface Certificate {

        /**
         * The authorities, as PEM, whose client certificates count. Where it is set, {@code quarkus.http.ssl-port} asks
         * for one.
         */
        Optional<Path> trust();
    }
}
