package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingMetrics;
import io.countersign.caller.identity.TestingAuthority;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

/** Client certificates, over TLS as it is. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@WithTestResource(CertificatePort.class)
class CertificateCallerTest {
    private static final String TRAIL = "/v1/audit-events";
    private static final String CLIENT_CREDENTIALS =
            "grant_type=client_credentials&resource=urn:countersign:tenant:acme";

    private static HttpResponse<String> get(String address, TestingAuthority.Signed own, String... headers)
            throws GeneralSecurityException, IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(CertificatePort.address() + address));
        return send(headers.length == 0 ? request : request.headers(headers), own);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, TestingAuthority.Signed own)
            throws GeneralSecurityException, IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(own == null ? CertificatePort.tls() : CertificatePort.tls(own))
                .build()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void aCallerIsKnownByItsCertificateAlone() throws Exception {
        TestingAuthority.Signed own = CertificatePort.certificate(TestingCredentialSource.CERTIFIED);

        assertThat(get(TRAIL, own, TestingCredentialSource.HEADER, "yes").statusCode())
                .isEqualTo(200);
        // And by what it sends, where it sends something.
        assertThat(get(TRAIL, own, TestingCredentialSource.HEADER, "yes", "Authorization", "Bearer csk_none")
                        .statusCode())
                .isEqualTo(401);
        assertThat(get(TRAIL, own, "Authorization", "Bearer " + TestDatabase.BOOTSTRAP_KEY)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoHasNoneIsLetInByAKey() throws Exception {
        assertThat(get(TRAIL, null).statusCode()).isEqualTo(401);
        assertThat(get(TRAIL, null, "Authorization", "Bearer " + TestDatabase.BOOTSTRAP_KEY)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aCertificateThatIsWorthNothingIsRefused() throws Exception {
        assertThat(get(TRAIL, CertificatePort.certificate("uri:urn:example:nobody"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(get(
                                TRAIL,
                                CertificatePort.certificate(TestingCredentialSource.CERTIFIED, "uri:urn:example:two"),
                                TestingCredentialSource.HEADER,
                                "yes")
                        .statusCode())
                .isEqualTo(401);
        assertThat(TestingMetrics.value("countersign_certificates_refused_total{reason=\"name\"}"))
                .isGreaterThanOrEqualTo(1);
        assertThatThrownBy(() -> get(TRAIL, CertificatePort.foreignCertificate(TestingCredentialSource.CERTIFIED)))
                .isInstanceOf(IOException.class);
    }

    /** A header is what anybody can write. */
    @Test
    void aCertificateInAHeaderIsNone() throws Exception {
        assertThat(get(
                                TRAIL,
                                null,
                                "X-Forwarded-Client-Cert",
                                "URI=spiffe://example.org/known-by-heart",
                                TestingCredentialSource.HEADER,
                                "yes")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void anOAuthClientIsItsCertificate() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(CertificatePort.address() + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(CLIENT_CREDENTIALS));

        assertThat(send(request, CertificatePort.certificate("uri:urn:example:nobody"))
                        .body())
                .contains("invalid_client", "names no caller");
        assertThat(send(request, null).body()).contains("invalid_client", "No client_secret was sent");
        assertThat(get("/.well-known/oauth-authorization-server", null).body())
                .contains("client_secret_basic")
                .doesNotContain("tls_client_auth");
    }

    /** A browser would ask a person for a certificate. */
    @Test
    void pagesAreNotFoundThere() throws Exception {
        HttpResponse<String> page = get("/consent/account", null);
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(get("/oauth/callback/nobody?state=a&code=b", null).body()).isEqualTo(page.body());

        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(
                                    HttpRequest.newBuilder(URI.create(TestDocuSign.publicUrl() + "/consent/account"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .headers()
                            .firstValue("Content-Type")
                            .orElseThrow())
                    .startsWith("text/html");
        }
    }
}
