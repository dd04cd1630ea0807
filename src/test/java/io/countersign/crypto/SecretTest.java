package io.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import org.junit.jupiter.api.Test;

class SecretTest {

    @Test
    void neverShowsItsValue() {
        // Given
        Secret secret = Secret.ofText("canary");

        // Then
        assertThat(secret.toString()).isEqualTo("Secret[not shown]");
        assertThat(String.format("%s", new Holder(secret))).doesNotContain("canary");
        assertThat(secret).isNotInstanceOf(Serializable.class);
        assertThat(secret.hashCode()).isEqualTo(Secret.ofText("other").hashCode());
    }

    @Test
    void isEqualToASecretOfTheSameValueOnly() {
        assertThat(Secret.ofText("one")).isEqualTo(Secret.ofText("one")).isNotEqualTo(Secret.ofText("two"));
        assertThat(Secret.ofText("one")).isNotEqualTo(Secret.ofText("on"));
    }

    @Test
    void givesItsValueWhenAskedByName() {
        assertThat(Secret.ofText("tökén").revealText()).isEqualTo("tökén");
    }

    private record Holder(Secret secret) {}
}
