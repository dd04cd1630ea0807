package io.countersign.caller.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.caller.identity.CertificateVerdict.None;
import io.countersign.caller.identity.CertificateVerdict.Proven;
import io.countersign.caller.identity.CertificateVerdict.Reason;
import io.countersign.caller.identity.CertificateVerdict.Refused;
import io.countersign.caller.identity.TestingAuthority.Signed;
import io.countersign.caller.identity.TestingAuthority.Wanted;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientCertificatesTest {
    private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");
    private static final String SPIFFE = "uri:spiffe://example.org/ns/billing/sa/sender";

    private static TestingAuthority authority;

    private Instant now = START;
    private long nanos = 1;
    private final ClientCertificates certificates = new ClientCertificates(
            new TrustedAuthorities(Set.of(new TrustAnchor(authority.certificate(), null))),
            () -> now,
            () -> nanos,
            new SimpleMeterRegistry());

    @TempDir
    private Path directory;

    @BeforeAll
    static void found() throws GeneralSecurityException {
        authority = TestingAuthority.named("authority", START);
    }

    private void passes(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    private CertificateVerdict verdict(Signed signed) {
        return certificates.judge(signed.chain());
    }

    private CertificateVerdict verdict(Wanted wanted) throws GeneralSecurityException {
        return verdict(authority.sign(wanted));
    }

    private static Wanted client(String... sans) {
        return Wanted.client(START, sans);
    }

    @ParameterizedTest
    @CsvSource({
        "uri:spiffe://example.org/ns/billing, uri:spiffe://example.org/ns/billing",
        "uri:spiffe://example.org/a dns:one.example.com dns:two.example.com, uri:spiffe://example.org/a",
        "dns:Worker.Example.com, dns:worker.example.com"
    })
    void takesTheOneNameThatIsMeant(String sans, String name) throws GeneralSecurityException {
        assertThat(verdict(client(sans.split(" ")))).isEqualTo(new Proven(ProvenIdentity.certificate(name)));
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "uri:spiffe://example.org/a uri:spiffe://example.org/b",
        "uri:spiffe://example.org/a uri:spiffe://example.org/b dns:one.example.com",
        "dns:one.example.com dns:two.example.com",
        "dns:*.example.com"
    })
    void takesNoNameThatCouldBeAnothers(String sans) throws GeneralSecurityException {
        assertThat(verdict(client(sans.isEmpty() ? new String[0] : sans.split(" "))))
                .isEqualTo(new Refused(Reason.NAME));
    }

    @Test
    void takesCertificatesForClientsAlone() throws GeneralSecurityException {
        assertThat(verdict(client(SPIFFE).forPurpose(null))).isInstanceOf(Proven.class);
        assertThat(verdict(client(SPIFFE).forPurpose(KeyPurposeId.id_kp_serverAuth)))
                .isEqualTo(new Refused(Reason.PURPOSE));
        assertThat(verdict(client(SPIFFE).asAuthority())).isEqualTo(new Refused(Reason.PURPOSE));
    }

    @Test
    void followsTheChainInWhateverOrderItComes() throws GeneralSecurityException {
        // Given
        TestingAuthority middle = authority.below("middle", START);
        TestingAuthority lower = middle.below("lower", START);
        Signed signed = lower.client(START, SPIFFE);
        List<X509Certificate> shuffled = new ArrayList<>(List.of(signed.chain().getFirst()));
        shuffled.addAll(List.of(authority.certificate(), middle.certificate(), lower.certificate()));

        // When, Then
        assertThat(verdict(signed)).isInstanceOf(Proven.class);
        assertThat(certificates.judge(shuffled)).isInstanceOf(Proven.class);
        assertThat(certificates.judge(signed.chain().subList(0, 2))).isEqualTo(new Refused(Reason.CHAIN));
        assertThat(certificates.judge(List.of())).isEqualTo(new Refused(Reason.CHAIN));
    }

    @Test
    void trustsNobodyElse() throws GeneralSecurityException {
        TestingAuthority sameName = TestingAuthority.named("authority", START);

        assertThat(verdict(sameName.client(START, SPIFFE))).isEqualTo(new Refused(Reason.CHAIN));
        List<X509Certificate> withIt =
                new ArrayList<>(sameName.client(START, SPIFFE).chain());
        withIt.add(sameName.certificate());
        assertThat(certificates.judge(withIt)).isEqualTo(new Refused(Reason.CHAIN));
        // Somebody with a good certificate signs one for another name.
        assertThat(certificates.judge(List.of(
                        sameName.client(START, SPIFFE).chain().getFirst(),
                        authority
                                .client(START, "dns:worker.example.com")
                                .chain()
                                .getFirst())))
                .isEqualTo(new Refused(Reason.CHAIN));
    }

    /** Also of a connection that stands since before, with an outcome that is remembered. */
    @Test
    void judgesTheDatesOnEachRequest() throws GeneralSecurityException {
        Signed signed = authority.sign(client(SPIFFE).until(START.plusSeconds(100)));
        Signed early = authority.sign(client(SPIFFE).since(START.plusSeconds(100)));
        assertThat(verdict(signed)).isInstanceOf(Proven.class);
        assertThat(verdict(early)).isEqualTo(new Refused(Reason.CHAIN));

        passes(Duration.ofSeconds(100));
        assertThat(verdict(signed)).isInstanceOf(Proven.class);
        assertThat(verdict(early)).isInstanceOf(Proven.class);

        passes(Duration.ofSeconds(1));
        assertThat(verdict(signed)).isEqualTo(new Refused(Reason.VALIDITY));
    }

    @Test
    void anAuthorityThatHasEndedVouchesForNobody() throws GeneralSecurityException {
        Signed signed = authority.sign(client(SPIFFE).until(START.plusSeconds(2_000_000)));
        assertThat(verdict(signed)).isInstanceOf(Proven.class);

        passes(Duration.ofSeconds(864_001));
        assertThat(verdict(signed)).isEqualTo(new Refused(Reason.VALIDITY));
    }

    @Test
    void asksForNothingWhereNoAuthorityIsTrusted() throws GeneralSecurityException {
        ClientCertificates off =
                new ClientCertificates((TrustedAuthorities) null, () -> now, () -> nanos, new SimpleMeterRegistry());

        assertThat(off.judge(authority.client(START, SPIFFE).chain())).isEqualTo(new None());
    }

    @Test
    void readsAuthoritiesAndNothingElse() throws GeneralSecurityException, IOException {
        X509Certificate leaf = authority.client(START, SPIFFE).chain().getFirst();
        Path both = TestingAuthority.write(directory.resolve("both.crt"), leaf, authority.certificate());
        Path none = TestingAuthority.write(directory.resolve("none.crt"), leaf);
        Path garbage = Files.writeString(directory.resolve("garbage.crt"), "garbage");

        assertThat(TrustedAuthorities.read(both).orElseThrow().anchors()).hasSize(1);
        assertThat(TrustedAuthorities.read(none)).isEmpty();
        Assertions.assertThatThrownBy(() -> TrustedAuthorities.read(garbage)).isInstanceOf(CertificateException.class);
    }

    /** A browser shows a certificate for whichever page sends the request. */
    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site, true",
        "Sec-Fetch-Site, same-site, true",
        "Sec-Fetch-Site, same-origin, false",
        "Sec-Fetch-Site, none, false",
        "Origin, https://elsewhere.example.com, true",
        "Origin, null, true",
        "Accept, */*, false"
    })
    void tellsRequestsOfOtherSitesPages(String header, String value, boolean foreign) {
        assertThat(ClientCertificates.isOfAnotherSite(
                        MultiMap.caseInsensitiveMultiMap().add(header, value)))
                .isEqualTo(foreign);
    }
}
