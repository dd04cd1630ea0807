package io.countersign.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://vault.example.com, https://vault.example.com/oauth/callback/main",
        "https://vault.example.com/, https://vault.example.com/oauth/callback/main",
        "https://example.com/vault//, https://example.com/vault/oauth/callback/main",
        "http://localhost:8080, http://localhost:8080/oauth/callback/main"
    })
    void takesPathsBehindIt(URI configured, URI expected) {
        PublicUrl publicUrl = new PublicUrl(configured);

        assertThat(publicUrl.redirectUri("main")).isEqualTo(expected);
        assertThat(publicUrl.value()).isEqualTo(configured);
    }
}
