package io.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.qute.Engine;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final Secret SECRET = Secret.ofText("canary");

    private record Holder(Secret secret) {}

    /** However a text is made of it. */
    @Test
    void neverShowsItsValue() {
        assertThat(SECRET.toString()).isEqualTo("Secret[not shown]");
        assertThat(List.of(
                        String.format("%s %S %h", new Holder(SECRET), SECRET, SECRET),
                        "" + SECRET + Map.of("a", List.of(SECRET)) + Optional.of(SECRET),
                        MessageFormat.format("{0}", SECRET),
                        Objects.toString(SECRET),
                        new StringBuilder().append(SECRET).toString(),
                        Engine.builder()
                                .addDefaults()
                                .build()
                                .parse("{secret}")
                                .data("secret", SECRET)
                                .render()))
                .noneMatch(text -> text.toLowerCase(Locale.ROOT).contains("canary"));
        assertThat(SECRET.hashCode()).isEqualTo(Secret.ofText("other").hashCode());
    }

    @Test
    void isNotSerialised() {
        record Envelope(Secret secret) implements Serializable {}

        assertThat(SECRET).isNotInstanceOf(Serializable.class);
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(new Envelope(SECRET)))
                .isInstanceOf(NotSerializableException.class);
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
}
