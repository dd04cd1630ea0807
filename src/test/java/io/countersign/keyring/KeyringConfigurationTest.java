package io.countersign.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyringConfigurationTest {

    @Test
    void hasNoDefaultsButForTheWait() {
        // When
        KeyringConfiguration configuration = read(Map.of());

        // Then
        assertThat(configuration.directory()).isEmpty();
        assertThat(configuration.primary()).isEmpty();
        assertThat(configuration.longestWait()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void readsWhatIsSet() {
        // When
        KeyringConfiguration configuration = read(Map.of(
                "countersign.keyring.directory",
                "/etc/keys",
                "countersign.keyring.primary",
                "key-1",
                "countersign.keyring.wait",
                "0S"));

        // Then
        assertThat(configuration.directory()).contains(Path.of("/etc/keys"));
        assertThat(configuration.primary()).contains("key-1");
        assertThat(configuration.longestWait()).isZero();
    }

    private static KeyringConfiguration read(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(KeyringConfiguration.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(KeyringConfiguration.class);
    }
}
