package io.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line of the simulator as a process. */
class SimulatorArgumentsTest {
    @Test
    void withoutArgumentsItIsTheDemoCastOnLoopbackWithAdmin() {
        SimulatorOptions options = SimulatorArguments.read(List.of());

        assertThat(options.host()).isEqualTo("127.0.0.1");
        assertThat(options.port()).isEqualTo(8089);
        assertThat(options.admin()).isTrue();
        assertThat(options.clients()).containsExactly(DemoCast.client());
        assertThat(options.users()).extracting(SimulatedUser::email).containsExactly(DemoCast.ADA, DemoCast.GRACE);
        assertThat(options.users())
                .flatExtracting(SimulatedUser::accounts)
                .as("the simulator is their accounts' API")
                .allMatch(account -> account.baseUri() == null);
    }

    @Test
    void everyOptionIsTaken() {
        SimulatorOptions options = SimulatorArguments.read(List.of(
                "--port",
                "0",
                "--host",
                "0.0.0.0",
                "--tls-port",
                "8443",
                "--client-id",
                "k",
                "--client-secret",
                "s",
                "--redirect-uri",
                "https://a.example/cb",
                "--require-pkce",
                "--settings",
                "{\"lifetimes\":{\"code\":5}}"));

        SimulatedClient client = options.clients().getFirst();
        assertThat(options.host()).isEqualTo("0.0.0.0");
        assertThat(options.port()).isZero();
        assertThat(options.tlsPort()).isEqualTo(8443);
        assertThat(client.integrationKey()).isEqualTo("k");
        assertThat(client.secrets()).containsExactly("s");
        assertThat(client.redirectUris()).containsExactlyInAnyOrder(DemoCast.REDIRECT_URI, "https://a.example/cb");
        assertThat(client.requirePkce()).isTrue();
        assertThat(options.settings().codeLife()).hasSeconds(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port",
                "--port x",
                "--unknown",
                "--port 65536",
                "--settings {",
                "--settings {\"a\":1}",
                "--settings [1]"
            })
    void wrongArgumentsAreExplained(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulatorArguments.read(List.of(line.split(" "))))
                .withMessageContaining("--");
    }
}
