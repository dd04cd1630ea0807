package io.countersign.ops;

import static io.countersign.ops.TestingConfiguration.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.caller.identity.TestingAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallerIssuersCheckTest {
    private static final String OWN = "countersign.caller.oidc.\"own\".";
    private static final String OTHER = "countersign.caller.oidc.other.";

    @TempDir
    private Path directory;

    private static List<String> check(String... namesAndValues) {
        return told(new CallerIssuersCheck().check(TestingConfiguration.of(namesAndValues)));
    }

    @Test
    void acceptsCompleteIssuers() throws IOException, GeneralSecurityException {
        Path ca = TestingAuthority.named("authority", Instant.now()).pem(directory.resolve("ca.crt"));
        Path token = Files.writeString(directory.resolve("token"), "token");

        assertThat(check()).isEmpty();
        assertThat(check(
                        OWN + "issuer", "https://issuer.example.com",
                        OWN + "audience", "countersign",
                        OWN + "jwks-url", "https://keys.example.com/jwks",
                        OWN + "ca-file", ca.toString(),
                        OWN + "token-file", token.toString(),
                        OTHER + "issuer", "https://other.example.com/realms/one",
                        OTHER + "audience", "countersign"))
                .isEmpty();
    }

    @Test
    void namesWhatIsMissing() {
        assertThat(check(OWN + "issuer", "https://issuer.example.com")).containsExactly("REFUSE " + OWN + "audience");
        assertThat(check(OWN + "audience", "countersign")).containsExactly("REFUSE " + OWN + "issuer");
        assertThat(check(OTHER + "jwks-url", "https://keys.example.com"))
                .containsExactly("REFUSE " + OTHER + "issuer", "REFUSE " + OTHER + "audience");
        assertThat(check(OWN + "issuer", "https://issuer.example.com", OWN + "audience", " "))
                .containsExactly("REFUSE " + OWN + "audience");
    }

    @Test
    void wantsHttps() {
        assertThat(check(
                        OWN + "issuer", "http://issuer.example.com",
                        OWN + "audience", "countersign",
                        OWN + "jwks-url", "http://localhost:8080/jwks"))
                .containsExactly("REFUSE " + OWN + "issuer", "WARN " + OWN + "jwks-url");
    }

    @Test
    void refusesOneIssuerUnderTwoNames() {
        assertThat(check(
                        OWN + "issuer", "https://issuer.example.com",
                        OWN + "audience", "countersign",
                        OTHER + "issuer", "https://issuer.example.com",
                        OTHER + "audience", "elsewhere"))
                .containsExactly("REFUSE " + OTHER + "issuer");
    }

    @Test
    void readsTheFiles() throws IOException {
        Path absent = directory.resolve("absent");
        Path garbage = Files.writeString(directory.resolve("garbage"), "garbage");

        assertThat(check(
                        OWN + "issuer", "https://issuer.example.com",
                        OWN + "audience", "countersign",
                        OWN + "jwks-url", "https://keys.example.com/jwks",
                        OWN + "ca-file", absent.toString(),
                        OWN + "token-file", absent.toString()))
                .containsExactly("REFUSE " + OWN + "ca-file", "REFUSE " + OWN + "token-file");
        assertThat(check(
                        OWN + "issuer",
                        "https://issuer.example.com",
                        OWN + "audience",
                        "countersign",
                        OWN + "ca-file",
                        garbage.toString(),
                        OWN + "token-file",
                        garbage.toString()))
                .containsExactly("REFUSE " + OWN + "ca-file", "WARN " + OWN + "token-file");
    }
}
