package io.countersign.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.TestDatabase;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.GrantType;
import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.docusign.Environment;
import io.countersign.keyring.LoadedKeyring;
import io.countersign.keyring.TestingKeyring;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens open, and beside which address. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class SealedAccessTokensTest {
    private final Keyset keyset = Keyset.generate();

    @Inject
    SealedAccessTokens tokens;

    @Inject
    LoadedKeyring keyring;

    @Inject
    MeterRegistry registry;

    private Issuable issuable(String sealedFor, String toldBeside) {
        byte[] sealed = keyset.seal(
                Secret.ofText("token"),
                new TokenPlaces(TestingReadings.ID, Environment.DEMO, "account", sealedFor).accessToken(1));
        return new Issuable(
                TestingReadings.ID,
                ConnectionState.ACTIVE,
                null,
                1,
                "main",
                Environment.DEMO,
                GrantType.AUTHORIZATION_CODE,
                true,
                0,
                false,
                0,
                28_800,
                28_800,
                sealed,
                TestingKeyring.wrap(keyring, keyset, "tenant:acme"),
                "signature",
                "account",
                toldBeside);
    }

    @Test
    void aTokenIsIssuedBesideTheAddressThatItServes() {
        String address = "https://na3.docusign.net";

        assertThat(tokens.open(issuable(address, address)).revealText()).isEqualTo("token");
        assertThatExceptionOfType(UnreadableSecretException.class)
                .isThrownBy(() -> tokens.open(issuable(address, "https://na2.docusign.net")));
    }

    private double unreadable() {
        return registry.find("countersign.keyring.unreadable").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** Sealed as it should be, perhaps by a version that believed more. */
    @ParameterizedTest
    @ValueSource(strings = {"https://docusign.example", "http://na3.docusign.net", "https://10.0.0.1", "nonsense", ""})
    void noTokenIsIssuedBesideAnAddressThatIsNotBelieved(String address) {
        double before = unreadable();

        assertThatExceptionOfType(UnreadableSecretException.class)
                .isThrownBy(() -> tokens.open(issuable(address, address)))
                .withMessageContaining("base_uri");
        assertThat(unreadable()).isEqualTo(before + 1);
    }
}
