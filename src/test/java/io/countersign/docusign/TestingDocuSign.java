package io.countersign.docusign;

import io.countersign.egress.EgressProxies;
import io.countersign.egress.ProxySetting;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The real beans with a configuration made by hand. */
final class TestingDocuSign {

    private TestingDocuSign() {}

    /** Speaks to that address in both environments; connections may take half of the deadline. */
    static DocuSign at(URI address, Duration deadline, MeterRegistry meters) {
        return at(address, deadline, meters, InstantSource.system());
    }

    /** The same, by another clock of this side. */
    static DocuSign at(URI address, Duration deadline, MeterRegistry meters, InstantSource time) {
        return made(new TestingConfiguration(address, deadline, Optional.empty()), meters, time);
    }

    /** Through a proxy, as the property names it. */
    static DocuSign through(String proxy, URI address, Duration deadline, MeterRegistry meters) {
        return made(new TestingConfiguration(address, deadline, Optional.of(proxy)), meters, InstantSource.system());
    }

    /** Tells that listener who is not to be trusted. */
    static DocuSign at(URI address, Duration deadline, MeterRegistry meters, UntrustedServers untrusted) {
        return made(
                new TestingConfiguration(address, deadline, Optional.empty()),
                meters,
                InstantSource.system(),
                untrusted);
    }

    private static DocuSign made(DocuSignConfiguration configuration, MeterRegistry meters, InstantSource time) {
        return made(configuration, meters, time, environment -> {});
    }

    private static DocuSign made(
            DocuSignConfiguration configuration, MeterRegistry meters, InstantSource time, UntrustedServers untrusted) {
        EgressProxies proxies = EgressProxies.of(
                new ProxySetting(
                        "countersign.docusign.proxy", configuration.proxy(), Optional.empty(), Optional.empty()),
                variable -> Optional.empty());
        return new DocuSign(
                configuration,
                new AuthorizationServers(configuration, new ClockSkew(meters, time), proxies),
                new AssertionSigner(time),
                new CallRecords(meters, untrusted),
                new DocuSignReach(System::nanoTime, time, meters));
    }

    private record TestingConfiguration(URI address, Duration callTimeout, Optional<String> proxy)
            implements DocuSignConfiguration {

        @Override
        public Optional<String> proxyUser() {
            return Optional.empty();
        }

        @Override
        public Optional<String> proxyPassword() {
            return Optional.empty();
        }

        @Override
        public Demo demo() {
            return () -> address;
        }

        @Override
        public Production production() {
            return () -> address;
        }

        @Override
        public Duration connectTimeout() {
            return callTimeout.dividedBy(2);
        }

        @Override
        public Duration refreshTokenLife() {
            return Duration.ofDays(30);
        }
    }
}
