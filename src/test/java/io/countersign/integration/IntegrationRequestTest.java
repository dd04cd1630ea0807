package io.countersign.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntegrationRequestTest {
    private static final String KEY = "7C2B8D7E-83c3-4940-af5e-cda8a50dd73f";

    @Test
    void printsNoSecret() {
        Secret secret = Secret.ofText("unmistakable");

        assertThat(new IntegrationRequest("demo", KEY, null, secret, null, null, null).toString())
                .doesNotContain("unmistakable");
        assertThat(new ClientSecretRequest(secret).toString()).doesNotContain("unmistakable");
        assertThat(new RsaKeyRequest(secret).toString()).doesNotContain("unmistakable");
    }

    @Test
    void namesEachScopeOnce() {
        RegisteredApp app = new IntegrationRequest(
                        "production", KEY, "public", null, List.of("b", "a", "b"), null, null)
                .app("main");

        assertThat(app)
                .isEqualTo(new RegisteredApp(
                        Environment.PRODUCTION, KEY, ClientType.PUBLIC, List.of("b", "a"), "main", null));
    }

    @Test
    void isConfidentialAndAsksForSigningAndALongLifeByDefault() {
        RegisteredApp app = new IntegrationRequest("demo", KEY, null, null, null, null, null).app("main");

        assertThat(app.clientType()).isEqualTo(ClientType.CONFIDENTIAL);
        assertThat(app.scopes()).containsExactly("signature", "extended");
    }
}
