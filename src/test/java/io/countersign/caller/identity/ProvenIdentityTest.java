package io.countersign.caller.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvenIdentityTest {

    /** Made with {@code printf '\0\0\0\4oidc\0\0\0\1i\0\0\0\1s' | sha256sum}, as it stands in databases. */
    @Test
    void hasAnIdOfItsOwn() {
        assertThat(ProvenIdentity.oidc("i", "s").id())
                .isEqualTo("f87ff91277b9d8b48f37bbd9b258a00d84eb5d619ba46f3d62ad7957173faf04");
        assertThat(ProvenIdentity.oidc("i", "s").hash()).hasSize(32);
        assertThat(ProvenIdentity.oidc("is", "s").id())
                .isNotEqualTo(ProvenIdentity.oidc("i", "ss").id());
        assertThat(ProvenIdentity.oidc("", "dns:a").id())
                .isNotEqualTo(ProvenIdentity.certificate("dns:a").id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dns:worker.example.com",
                "dns:worker",
                "dns:_a.b-c.example",
                "uri:spiffe://example.org/ns/billing/sa/sender",
                "uri:urn:example:worker"
            })
    void namesOfCertificates(String name) {
        assertThat(CertificateName.is(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "worker.example.com",
                "dns:",
                "dns:Worker.example.com",
                "dns:*.example.com",
                "dns:worker.example.com.",
                "dns:a..b",
                "dns:a b",
                "dns:worker.example.com\n",
                "uri:",
                "uri:/relative",
                "uri:spiffe://example.org/\u00e4",
                "uri:spiffe://example.org/a b",
                "email:a@example.com"
            })
    void whatIsNone(String name) {
        assertThat(CertificateName.is(name)).isFalse();
    }

    @Test
    void namesHaveALength() {
        assertThat(CertificateName.is("uri:x:" + "a".repeat(2046))).isTrue();
        assertThat(CertificateName.is("uri:x:" + "a".repeat(2047))).isFalse();
        assertThat(CertificateName.is("dns:" + "a.".repeat(126) + "a")).isTrue();
        assertThat(CertificateName.is("dns:" + "a.".repeat(126) + "aa")).isFalse();
    }
}
