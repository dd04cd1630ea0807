package io.countersign.docusign;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

/** The real beans with a configuration made by hand. */
final class TestingDocuSign {

    private TestingDocuSign() {}

    /** Speaks to that address in both environments; connections may take half of the deadline. */
    static DocuSign at(URI address, Duration deadline, MeterRegistry meters) {
        return at(address, deadline, meters, InstantSource.system());
    }

    /** The same, by another clock of this side. */
    static DocuSign at(URI address, Duration deadline, MeterRegistry meters, InstantSource time) {
        DocuSignConfiguration configuration = new TestingConfiguration(address, deadline);
        return new DocuSign(
                configuration,
                new AuthorizationServers(configuration, new ClockSkew(meters, time)),
                new AssertionSigner(time),
                new CallRecords(meters),
                new DocuSignReach(System::nanoTime, time, meters));
    }

    private record TestingConfiguration(URI address, Duration callTimeout) implements DocuSignConfiguration {

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
