package io.countersign.docusign;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How DocuSign is reached: {@code countersign.docusign.*}. */
@ConfigMapping(prefix = "countersign.docusign")
public interface DocuSignConfiguration {

    /** The developer environment. */
    Demo demo();

    /** The environment of paid accounts. */
    Production production();

    /**
     * The one deadline of a call, from asking for a connection to the last byte of the answer. It is longer than any
     * caller waits, because giving up on an answer can lose a refresh token. The refresh lease and its pauses are
     * fractions and multiples of it.
     */
    @WithDefault("PT30S")
    Duration callTimeout();

    /**
     * How long the TCP connection may take, and after it the TLS handshake. Running into it proves that nothing was
     * sent, so it should be well below {@link #callTimeout}.
     */
    @WithDefault("PT5S")
    Duration connectTimeout();

    /**
     * How long a refresh token lives. DocuSign does not tell; it documents "typically 30 days". Counted from the
     * consent, and with the scope {@code extended} from the last refresh.
     */
    @WithDefault("P30D")
    Duration refreshTokenLife();

    /**
     * The proxy for calls to DocuSign, {@code http://host:port}; {@code none} for none. If it is not set, the variables
     * {@code HTTPS_PROXY} and {@code NO_PROXY} decide.
     */
    Optional<String> proxy();

    /** Who asks the proxy; beats a user in its address. */
    Optional<String> proxyUser();

    /** The password for that. Secret: it belongs into a mounted file. */
    Optional<String> proxyPassword();

    /** {@code countersign.docusign.demo.*}. */
    interface Demo {

        /** The authorization server's address, without a path. Plain {@code http} only for loopback (a simulator). */
        @WithDefault("https://account-d.docusign.com")
        URI authUrl();
    }

    /** {@code countersign.docusign.production.*}. */
    interface Production {

        /** The authorization server's address, without a path. Plain {@code http} only for loopback (a simulator). */
        @WithDefault("https://account.docusign.com")
        URI authUrl();
    }
}
