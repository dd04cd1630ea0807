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
        assertThat(defaults.demo().authUrl()).hasToString("https://account-d.docusign.com");
        assertThat(defaults.production().authUrl()).hasToString("https://account.docusign.com");
        assertThat(defaults.callTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(defaults.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(defaults.refreshTokenLife()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void environmentsHaveTheirWireNames() {
        assertThat(Environment.named("demo")).contains(Environment.DEMO);
        assertThat(Environment.named("production")).contains(Environment.PRODUCTION);
        assertThat(Environment.named("DEMO")).isEmpty();
    }
}
