package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.Secret;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthorizeUrisTest {

    private static final URI AUTH = URI.create("https://account-d.docusign.com");

    private static AuthorizeRequest request(String state, String loginHint) {
        return new AuthorizeRequest(
                "7b5e-key",
                URI.create("https://vault.example/consent/callback/main"),
                List.of("signature", "extended"),
                Secret.ofText(state),
                "ch-al_lenge",
                loginHint);
    }

    @Test
    void everyParameterIsThere() {
        // When
        URI uri = AuthorizeUris.of(AUTH, request("st-ate", null));

        // Then
        assertThat(uri)
                .hasToString("https://account-d.docusign.com/oauth/auth?response_type=code&scope=signature%20extended"
                        + "&client_id=7b5e-key&redirect_uri=https%3A%2F%2Fvault.example%2Fconsent%2Fcallback%2Fmain"
                        + "&state=st-ate&code_challenge=ch-al_lenge&code_challenge_method=S256&prompt=login");
    }

    @Test
    void anAdministratorIsAskedForTheScopesOfTheUsers() {
        AuthorizeRequest individual = request("st-ate", null);

        URI uri = AuthorizeUris.of(
                AUTH,
                new AuthorizeRequest(
                        individual.integrationKey(),
                        individual.redirectUri(),
                        List.of("openid"),
                        individual.state(),
                        individual.codeChallenge(),
                        null,
                        List.of("signature", "impersonation")));

        assertThat(uri.getRawQuery())
                .contains("&scope=openid&admin_consent_scope=signature%20impersonation&client_id=");
    }

    @Test
    void valuesCannotAddParameters() {
        // When
        URI uri = AuthorizeUris.of(AUTH, request("a&b=c#d", "ann+x@example.com&prompt=none"));

        // Then
        assertThat(uri.getRawQuery())
                .contains("&state=a%26b%3Dc%23d&")
                .endsWith("&prompt=login&login_hint=ann%2Bx%40example.com%26prompt%3Dnone");
        assertThat(uri.getRawFragment()).isNull();
    }

    @Test
    void requestDoesNotPrintTheState() {
        assertThat(request("canary", null).toString()).doesNotContain("canary");
    }
}
