package io.countersign.caller.identity;

import io.countersign.clock.MonotonicClock;
import io.countersign.egress.EgressProxies;
import io.countersign.egress.ProxySetting;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** The issuers of the configuration, and their keys. Made at start, and asks none of them then. */
@Startup
@ApplicationScoped
public class TrustedIssuers {
    private final Map<String, Trusted> byIssuer;

    @Inject
    TrustedIssuers(
            CallerConfiguration configuration,
            Vertx vertx,
            Config variables,
            MonotonicClock monotonic,
            InstantSource clock,
            MeterRegistry registry) {
        EgressProxies proxies = EgressProxies.of(
                new ProxySetting("HTTPS_PROXY", Optional.empty(), Optional.empty(), Optional.empty()),
                EgressProxies.variables(variables));
        this.byIssuer = configuration.oidc().entrySet().stream()
                .map(named -> TrustedIssuer.of(named.getKey(), named.getValue()))
                .collect(Collectors.toUnmodifiableMap(
                        TrustedIssuer::issuer,
                        issuer -> new Trusted(
                                issuer,
                                new IssuerKeys(
                                        new KeySetFetch(vertx, issuer, proxies, KeySetFetch.DEADLINE)::keys,
                                        monotonic,
                                        new IssuerRecords(registry, issuer.name(), clock)))));
    }

    /** For tests. */
    TrustedIssuers(Trusted... issuers) {
        this.byIssuer = Arrays.stream(issuers)
                .collect(
                        Collectors.toUnmodifiableMap(trusted -> trusted.issuer().issuer(), trusted -> trusted));
    }

    /** One of them. */
    record Trusted(TrustedIssuer issuer, IssuerKeys keys) {}

    /** Whether the tokens of that issuer count, named to the letter as {@code iss} names it. */
    public boolean trust(String issuer) {
        return byIssuer.containsKey(issuer);
    }

    Optional<Trusted> find(String issuer) {
        return Optional.ofNullable(byIssuer.get(issuer));
    }
}
