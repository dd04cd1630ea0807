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

class CallerCertificatesCheckTest {
    private static final String TRUST = "countersign.caller.certificate.trust";

    @TempDir
    private Path directory;

    private static List<String> check(String... namesAndValues) {
        return told(new CallerCertificatesCheck().check(TestingConfiguration.of(namesAndValues)));
    }

    @Test
    void wantsAnAuthorityAndAPortThatAsks() throws IOException, GeneralSecurityException {
        String ca = TestingAuthority.named("authority", Instant.now())
                .pem(directory.resolve("ca.crt"))
                .toString();
        String garbage =
                Files.writeString(directory.resolve("garbage"), "garbage").toString();

        assertThat(check()).isEmpty();
        assertThat(check(TRUST, ca, "quarkus.http.ssl.certificate.files", "tls.crt"))
                .isEmpty();
        assertThat(check(TRUST, ca)).containsExactly("WARN " + TRUST);
        assertThat(check(TRUST, garbage, "quarkus.http.ssl.certificate.files", "tls.crt"))
                .containsExactly("REFUSE " + TRUST);
        assertThat(check(TRUST, directory.resolve("absent").toString())).containsExactly("REFUSE " + TRUST);
    }
}
