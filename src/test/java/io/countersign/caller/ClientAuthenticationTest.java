package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.caller.ClientAuthentication.Ambiguous;
import io.countersign.caller.ClientAuthentication.None;
import io.countersign.caller.ClientAuthentication.Presented;
import io.countersign.caller.ClientAuthentication.Unreadable;
import io.countersign.crypto.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of each way in which clients say who they are. */
class ClientAuthenticationTest {

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static ClientAuthentication of(String... authorization) {
        return ClientAuthentication.of(List.of(authorization), null, null);
    }

    private static List<String> secrets(ClientAuthentication client) {
        return ((Presented) client).secrets().stream().map(Secret::revealText).toList();
    }

    /** As Quarkus and DocuSign's SDK send it, as Spring and Nimbus do, and as openid-client 6 does. */
    @ParameterizedTest
    @CsvSource({"a-client:csk_key", "a-client:csk%5Fkey", "a%2Dclient:csk_key", "%61%2dclient:csk%5fke%79"})
    void theHalvesOfBasicMayBeEncodedInAnyWay(String pair) {
        Presented client = (Presented) of(basic(pair));
        assertThat(client.basic()).isTrue();
        assertThat(client.names("a-client")).isTrue();
        assertThat(client.names("another")).isFalse();
        assertThat(secrets(client)).contains("csk_key");
    }

    @Test
    void theHalvesAreTakenLiterallyFirst() {
        Presented client = (Presented) of(basic("a%2Db:c%2Dd:e"));
        assertThat(secrets(client)).containsExactly("c%2Dd:e", "c-d:e");
        assertThat(client.ids()).containsExactlyInAnyOrder("a%2Db", "a-b");
        assertThat(secrets(of(basic("a:50%")))).as("what cannot be decoded").containsExactly("50%");
    }

    @Test
    void theGuidIsTheNameToo() {
        String guid = ClientId.of("billing").toString();
        assertThat(((Presented) of(basic(guid + ":x"))).names("billing")).isTrue();
        assertThat(((Presented) ClientAuthentication.of(List.of(), guid, "x")).names("billing"))
                .isTrue();
        assertThat(((Presented) of(basic(guid + ":x"))).names("another")).isFalse();
    }

    @Test
    void theSchemeIsReadInAnyCaseAndWithAnySpace() {
        assertThat(secrets(of(basic("a:b").replace("Basic ", "bASIC   ") + " ")))
                .containsExactly("b");
    }

    @Test
    void theSecretInTheFormIsTakenAsItIs() {
        Presented client = (Presented) ClientAuthentication.of(List.of(), "a%2Db", "c%2Dd");
        assertThat(client.basic()).isFalse();
        assertThat(client.names("a-b")).isFalse();
        assertThat(secrets(client)).containsExactly("c%2Dd");
    }

    @Test
    void aSecretWithoutAnIdNamesNobody() {
        Presented client = (Presented) ClientAuthentication.of(List.of(), null, "secret");
        assertThat(client.ids()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer csk_stray", "DPoP x", "Negotiate", "Og==", ""})
    void otherSchemesCountAsNone(String header) {
        assertThat(of(header)).isEqualTo(new None());
        assertThat(secrets(ClientAuthentication.of(List.of(header), "a", "b"))).containsExactly("b");
    }

    @Test
    void anIdAloneIsNoAuthentication() {
        assertThat(ClientAuthentication.of(List.of(), "a", null)).isEqualTo(new None());
    }

    /** What libraries send that were given neither. */
    @Test
    void twoEmptyHalvesCountAsNone() {
        assertThat(of(basic(":"))).isEqualTo(new None());
        assertThat(secrets(ClientAuthentication.of(List.of(basic(":")), "a", "b")))
                .containsExactly("b");
    }

    @Test
    void anIdBesideBasicIsNormal() {
        Presented client = (Presented) ClientAuthentication.of(List.of(basic("a:b")), "c", null);
        assertThat(client.names("a")).isTrue();
        assertThat(client.names("c")).as("which only has to agree").isFalse();
    }

    @Test
    void twoSecretsAreAmbiguous() {
        assertThat(ClientAuthentication.of(List.of(basic("a:b")), "a", "b")).isEqualTo(new Ambiguous());
        assertThat(ClientAuthentication.of(List.of(basic("a:b")), null, "b")).isEqualTo(new Ambiguous());
    }

    @Test
    void twoHeadersAreAmbiguous() {
        assertThat(of(basic("a:b"), basic("a:b"))).isEqualTo(new Ambiguous());
        assertThat(of(basic("a:b"), "Bearer x")).isEqualTo(new Ambiguous());
        assertThat(ClientAuthentication.of(List.of("Bearer x", "Bearer y"), "a", "b"))
                .isEqualTo(new Ambiguous());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic !!!", "Basic bm9jb2xvbg==", "Basic ", "Basic YTpi=x"})
    void basicThatSaysNothingIsRefusedAsBasic(String header) {
        assertThat(of(header)).isEqualTo(new Unreadable());
        assertThat(ClientAuthentication.of(List.of(header), "a", "b")).isEqualTo(new Unreadable());
    }

    @Test
    void noSecretIsPrinted() {
        assertThat(of(basic("a:csk_secret")).toString()).doesNotContain("csk_secret");
    }
}
