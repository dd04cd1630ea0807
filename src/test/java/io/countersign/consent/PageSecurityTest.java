package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageSecurityTest {
    private final PageSecurity security = new TestingPages().security();

    @Test
    void everyPageIsLockedDown() {
        assertThat(security.headers())
                .containsEntry("Referrer-Policy", "no-referrer")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("X-Frame-Options", "DENY")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("X-Robots-Tag", "noindex, nofollow")
                .hasEntrySatisfying(
                        "Content-Security-Policy",
                        policy -> assertThat(policy)
                                .matches("default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; img-src data:; "
                                        + "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"));
    }

    @Test
    void formMayLeadToTheOriginsGivenAndNoFurther() {
        // When
        var headers = security.headersWithForm(Set.of(
                URI.create("https://account-d.docusign.com/oauth/auth?a=b"),
                URI.create("http://localhost:8181/simulator")));

        // Then
        assertThat(headers.get("Content-Security-Policy"))
                .contains("; form-action 'self' http://localhost:8181 https://account-d.docusign.com; ");
        assertThat(headers).containsEntry("Referrer-Policy", "strict-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/auth", "javascript:alert(1)", "ftp://files.example", "https://*;script-src"})
    void refusesWhatIsNoOrigin(String target) {
        assertThatThrownBy(() -> security.headersWithForm(Set.of(URI.create(target))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http(s)");
    }
}
