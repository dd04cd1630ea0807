package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormOriginTest {
    @ParameterizedTest
    @CsvSource({
        "https://vault.example.com, https://vault.example.com",
        "https://vault.example.com/countersign/, https://vault.example.com",
        "HTTPS://Vault.Example.com, https://vault.example.com",
        "https://vault.example.com, https://VAULT.example.com:443",
        "https://vault.example.com:443, https://vault.example.com",
        "http://vault.example.com:80, http://vault.example.com",
        "http://[::1]:8080, http://[::1]:8080"
    })
    void isOurs(URI publicUrl, String origin) {
        assertThat(new FormOrigin(List.of(), List.of(origin)).mayBeOurs(publicUrl))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://vault.example.com, http://vault.example.com",
        "https://vault.example.com, http://vault.example.com:443",
        "https://vault.example.com, https://vault.example.com:8443",
        "https://vault.example.com, https://vault.example.com.",
        "https://vault.example.com, https://example.com",
        "https://vault.example.com, https://x.vault.example.com",
        "https://vault.example.com, https://vault.example.com@attacker.example",
        "https://vault.example.com/countersign, https://vault.example.com/countersign",
        "https://vault.example.com, chrome-extension://vault.example.com",
        "https://vault.example.com, file:///",
        "https://vault.example.com, null"
    })
    void isAnothers(URI publicUrl, String origin) {
        assertThat(new FormOrigin(List.of(), List.of(origin)).mayBeOurs(publicUrl))
                .isFalse();
    }
}
