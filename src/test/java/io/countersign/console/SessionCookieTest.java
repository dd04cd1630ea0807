package io.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCookieTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"https://vault.example.com", "https://localhost:8443", "http://vault.example.com", "HTTPS://a.b"
            })
    void isOfThisHostAndOfTlsAlone(String publicUrl) {
        String set = new SessionCookie(URI.create(publicUrl)).set("x", Duration.ofMinutes(5));

        assertThat(set).startsWith("__Host-countersign-console=x;");
        assertThat(set.split("; "))
                .contains("Max-Age=300", "Path=/", "Secure", "HTTPOnly", "SameSite=Strict")
                .noneMatch(attribute -> attribute.startsWith("Domain"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "http://127.0.0.1", "http://[::1]:8080/base"})
    void hasNoPrefixWhereBrowsersWouldNotTakeIt(String publicUrl) {
        String set = new SessionCookie(URI.create(publicUrl)).set("x", Duration.ofMinutes(5));

        assertThat(set).startsWith("countersign-console=x;").doesNotContain("Secure");
    }

    @Test
    void isTakenBackWithTheSameAttributes() {
        assertThat(new SessionCookie(URI.create("https://vault.example.com")).clear())
                .startsWith("__Host-countersign-console=;")
                .contains("Max-Age=0", "Path=/", "Secure");
    }
}
