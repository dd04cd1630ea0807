package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void readsWhatItGeneratesAndNoOtherKind() {
        ApiKey key = ApiKey.generate(random);

        assertThat(key.reveal()).matches("csk_[0-9A-Za-z]{61}");
        assertThat(ApiKey.parse(key.reveal())).map(ApiKey::id).contains(key.id());
        assertThat(ApiKey.parse(key.reveal().replace("csk_", "csh_"))).isEmpty();
    }

    @Test
    void doesNotPrintItsSecret() {
        ApiKey key = ApiKey.generate(random);

        assertThat(key.toString()).isEqualTo("ApiKey[token=csk_" + key.id() + "]");
    }
}
