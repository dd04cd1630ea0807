package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.egress.EgressProxy;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.ProxyOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a client is told of its proxy. That calls go along it: the proxy tests with a real one. */
class ProxyRouteTest {
    /** As the REST client leaves them where the process' own properties name a proxy, and exceptions from it. */
    private final HttpClientOptions options = new HttpClientOptions()
            .setProxyOptions(new ProxyOptions().setHost("other.example.com"))
            .setNonProxyHosts(List.of("account-d.docusign.com"));

    @Test
    void noOtherPropertyLeadsPastTheProxy() {
        new ProxyRoute(Environment.DEMO, EgressProxy.parse("proxy.example.com:3128"))
                .lead(options, Duration.ofSeconds(5));

        assertThat(options.getProxyOptions().getHost()).isEqualTo("proxy.example.com");
        assertThat(options.getNonProxyHosts()).isNull();
    }

    @Test
    void norToOneThatNobodyNamedForDocuSign() {
        new ProxyRoute(Environment.DEMO, Optional.empty()).lead(options, Duration.ofSeconds(5));

        assertThat(options.getProxyOptions()).isNull();
        assertThat(options.getNonProxyHosts()).isNull();
    }
}
