package io.countersign.docusign;

import static io.countersign.docusign.FakeDocuSign.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.crypto.Secret;
import io.countersign.docusign.TokenAnswer.Granted;
import io.countersign.docusign.TokenAnswer.NotSent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers with a certificate of an authority that is trusted. The application of these tests has Quarkus' switches for
 * development on, which trust everybody: they reach no call to DocuSign.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ImpostorsTest extends TokenCallFixture {
    private static final String TRUST = "javax.net.ssl.trustStore";
    private static final String TRUST_PASSWORD = "javax.net.ssl.trustStorePassword";

    @TempDir
    static Path directory;

    private static TestingAuthority authority;

    private final List<Environment> untrusted = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void trust() throws Exception {
        authority = TestingAuthority.create(directory);
        System.setProperty(TRUST, authority.trustStore().toString());
        System.setProperty(TRUST_PASSWORD, TestingCertificate.PASSWORD);
    }

    @AfterAll
    static void trustNoMore() {
        System.clearProperty(TRUST);
        System.clearProperty(TRUST_PASSWORD);
    }

    private DocuSign docuSign(URI address) {
        return TestingDocuSign.at(address, LATE, meters, untrusted::add);
    }

    /** The proof of the other proofs: it is the certificate alone that they differ in. */
    @Test
    void theRightCertificateIsServed() throws Exception {
        try (FakeDocuSign right =
                FakeDocuSign.startTls(TestingCertificate.listener(authority.issue("dns:localhost")))) {
            right.then(answer(200, TOKENS));

            TokenAnswer answer = refreshing(docuSign(right.uri())).await().atMost(PATIENCE);

            assertThat(answer).isInstanceOf(Granted.class);
            assertThat(untrusted).isEmpty();
        }
    }

    @Test
    void aTrustedCertificateOfAnotherHostGetsNothing() throws Exception {
        getsNothing(authority.issue("dns:account.docusign.com"));
    }

    @Test
    void aTrustedCertificateThatHasEndedGetsNothing() throws Exception {
        getsNothing(authority.issueExpired("dns:localhost"));
    }

    private void getsNothing(KeyStore certificate) throws Exception {
        try (FakeDocuSign impostor = FakeDocuSign.startTls(TestingCertificate.listener(certificate))) {
            impostor.then(answer(200, TOKENS), answer(200, "{}"));
            DocuSign docuSign = docuSign(impostor.uri());

            TokenAnswer answer = refreshing(docuSign).await().atMost(PATIENCE);
            UserInfoAnswer user = docuSign.userInfo(Environment.DEMO, Secret.ofText("A1"))
                    .await()
                    .atMost(PATIENCE);

            assertThat(answer).isEqualTo(new NotSent(NotSent.Reason.UNTRUSTED));
            assertThat(user).isInstanceOf(UserInfoAnswer.Silent.class);
            assertThat(impostor.requests()).isEmpty();
            assertThat(counted("refresh", "untrusted")).isEqualTo(1);
            assertThat(untrusted).isNotEmpty().containsOnly(Environment.DEMO);
        }
    }
}
