package io.countersign.caller.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.caller.identity.CertificateVerdict.None;
import io.countersign.caller.identity.CertificateVerdict.Proven;
import io.countersign.caller.identity.CertificateVerdict.Reason;
import io.countersign.caller.identity.CertificateVerdict.Refused;
import io.countersign.clock.MonotonicClock;
import io.countersign.crypto.Digest;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.runtime.Startup;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Who a connection's client certificate says is at its other end. The handshake checks it too, and not always with the
 * authorities that were configured for it (a reload of the server's own certificate gives the port the TLS registry's),
 * so all of it is checked here: the chain now and then, its dates on each request, since connections outlive them.
 */
@Startup
@Singleton
public final class ClientCertificates {
    /** How long it is remembered that a chain leads to an authority. */
    static final Duration REMEMBERED = Duration.ofMinutes(5);

    private static final int MOST = 1_000;
    private static final String REFUSED = "countersign.certificates.refused";

    private final @Nullable TrustedAuthorities authorities;
    private final InstantSource clock;
    private final MeterRegistry registry;
    private final Cache<ByteBuffer, Known> chains;

    @Inject
    ClientCertificates(
            CallerConfiguration configuration, InstantSource clock, MonotonicClock monotonic, MeterRegistry registry) {
        this(
                configuration
                        .certificate()
                        .trust()
                        .map(ClientCertificates::authorities)
                        .orElse(null),
                clock,
                monotonic,
                registry);
    }

    /** For tests. */
    ClientCertificates(
            @Nullable TrustedAuthorities authorities,
            InstantSource clock,
            MonotonicClock monotonic,
            MeterRegistry registry) {
        this.authorities = authorities;
        this.clock = clock;
        this.registry = registry;
        this.chains = Caffeine.newBuilder()
                .ticker(monotonic::nanoTime)
                .maximumSize(MOST)
                .expireAfterWrite(REMEMBERED)
                .executor(Runnable::run)
                .build();
    }

    /** A certificate with its chain, and for how long all of it is valid. */
    private record Known(ProvenIdentity identity, Instant from, Instant to) {}

    /** What is known of a connection's certificate before it is judged. */
    public enum Presence {
        /** There is none, or none is asked for. */
        NONE,
        /** There is one that has to be verified. */
        UNKNOWN,
        /** There is one that was verified lately. */
        KNOWN
    }

    /** Whether there is one, without verifying it. */
    public Presence presence(HttpServerRequest request) {
        List<X509Certificate> sent = sent(request);
        if (sent.isEmpty()) {
            return Presence.NONE;
        }
        return digest(sent).map(chains::getIfPresent).isPresent() ? Presence.KNOWN : Presence.UNKNOWN;
    }

    /**
     * Judges the certificate of the real connection: none in a header is heeded. A browser shows it unasked, whichever
     * site's page sends the request: so it counts for nothing where one does. Counts what it refuses.
     */
    public CertificateVerdict of(HttpServerRequest request) {
        List<X509Certificate> sent = sent(request);
        if (sent.isEmpty()) {
            return new None();
        }
        CertificateVerdict verdict = isOfAnotherSite(request.headers()) ? new Refused(Reason.CROSS_SITE) : judge(sent);
        if (verdict instanceof Refused refused) {
            registry.counter(REFUSED, "reason", refused.reason().name().toLowerCase(Locale.ROOT))
                    .increment();
        }
        return verdict;
    }

    /**
     * Judges a certificate.
     *
     * @param sent it first, then what came along with it
     */
    CertificateVerdict judge(List<X509Certificate> sent) {
        if (authorities == null) {
            return new None();
        }
        Optional<ByteBuffer> key = digest(sent);
        if (sent.isEmpty() || key.isEmpty()) {
            return new Refused(Reason.CHAIN);
        }
        Instant now = clock.instant();
        Known known = chains.getIfPresent(key.get());
        if (known != null) {
            return isValid(known, now) ? new Proven(known.identity()) : new Refused(Reason.VALIDITY);
        }
        return switch (CertificateRules.judge(sent.getFirst())) {
            case CertificateRules.Judgement.Bad bad -> new Refused(bad.reason());
            case CertificateRules.Judgement.Named named ->
                authorities
                        .chain(sent, now)
                        .map(chain -> known(ProvenIdentity.certificate(named.name()), chain))
                        .map(read -> keep(key.get(), read, now))
                        .orElseGet(() -> new Refused(Reason.CHAIN));
        };
    }

    /**
     * Whether the request comes out of a page (Fetch Metadata). No page is served where certificates are asked for, so
     * whatever has an origin is another's; a person's own words in the address bar have none.
     */
    static boolean isOfAnotherSite(MultiMap headers) {
        String site = headers.get("Sec-Fetch-Site");
        return site == null
                ? headers.contains(HttpHeaderNames.ORIGIN)
                : !site.equals("none") && !site.equals("same-origin");
    }

    private List<X509Certificate> sent(HttpServerRequest request) {
        SSLSession session = authorities == null ? null : request.sslSession();
        try {
            return session == null ? List.of() : certificates(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    private CertificateVerdict keep(ByteBuffer key, Known known, Instant now) {
        chains.put(key, known);
        return isValid(known, now) ? new Proven(known.identity()) : new Refused(Reason.VALIDITY);
    }

    private static boolean isValid(Known known, Instant now) {
        return !now.isBefore(known.from()) && !now.isAfter(known.to());
    }

    private static Known known(ProvenIdentity identity, List<X509Certificate> chain) {
        return new Known(
                identity,
                chain.stream()
                        .map(X509Certificate::getNotBefore)
                        .max(Date::compareTo)
                        .orElseThrow()
                        .toInstant(),
                chain.stream()
                        .map(X509Certificate::getNotAfter)
                        .min(Date::compareTo)
                        .orElseThrow()
                        .toInstant());
    }

    private static List<X509Certificate> certificates(Certificate[] sent) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate certificate : sent) {
            if (certificate instanceof X509Certificate known) {
                certificates.add(known);
            }
        }
        return certificates;
    }

    private static Optional<ByteBuffer> digest(List<X509Certificate> sent) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (X509Certificate certificate : sent) {
                bytes.writeBytes(certificate.getEncoded());
            }
        } catch (CertificateEncodingException e) {
            return Optional.empty();
        }
        return Optional.of(ByteBuffer.wrap(Digest.sha256(bytes.toByteArray())));
    }

    /** The checks at start have read it before. */
    private static TrustedAuthorities authorities(Path file) {
        try {
            return TrustedAuthorities.read(file)
                    .orElseThrow(() -> new IllegalStateException(file + " holds no authority"));
        } catch (IOException | CertificateException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }
}
