package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DocuSignConfigurationTest {

    @Test
    void defaultsArePinned() {
        // When
        DocuSignConfiguration defaults = new SmallRyeConfigBuilder()
                .withMapping(DocuSignConfiguration.class)
                .build()
                .getConfigMapping(DocuSignConfiguration.class);

        // Then
        assertThat(defaults.demo().authUrl()).isEqualTo(Environment.DEMO.realAuthUrl());
        assertThat(defaults.production().authUrl()).isEqualTo(Environment.PRODUCTION.realAuthUrl());
        assertThat(defaults.callTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(defaults.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(defaults.refreshTokenLife()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void environmentsHaveTheirWireNames() {
        assertThat(Environment.named("demo")).contains(Environment.DEMO);
        assertThat(Environment.named("production")).contains(Environment.PRODUCTION);
        assertThat(Environment.named("DEMO")).isEmpty();
        assertThat(Environment.DEMO.realAuthUrl()).hasToString("https://account-d.docusign.com");
        assertThat(Environment.PRODUCTION.realAuthUrl()).hasToString("https://account.docusign.com");
    }
}
