package io.countersign.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientNetworkTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7",
        "203.0.113.7, ::ffff:203.0.113.7",
        "203.0.113.7, ::ffff:cb00:7107",
        "2001:db8:1:2::1, 2001:DB8:1:2:ffff:ffff:ffff:ffff",
        "2001:db8:1:2::1, [2001:db8:1:2::3]",
        "fe80::1, fe80::2%eth0",
        "unknown, ''",
        "a stranger''s text, another one",
        "203.0.113.7.8, 203.0.113"
    })
    void isTheSame(String one, String other) {
        assertThat(ClientNetwork.of(one)).isEqualTo(ClientNetwork.of(other));
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.8",
        "::ffff:203.0.113.7, ::ffff:203.0.113.8",
        "2001:db8:1:2::1, 2001:db8:1:3::1",
        "203.0.113.7, unknown",
        "203.0.113.7, ''"
    })
    void isAnother(String one, String other) {
        assertThat(ClientNetwork.of(one)).isNotEqualTo(ClientNetwork.of(other));
    }

    @Test
    void isReadFromAConnection() {
        assertThat(ClientNetwork.of(SocketAddress.inetSocketAddress(4711, "203.0.113.7")))
                .isEqualTo(ClientNetwork.of("203.0.113.7"));
        assertThat(ClientNetwork.of(SocketAddress.inetSocketAddress(4711, "unknown")))
                .isEqualTo(ClientNetwork.of("unknown"));
        assertThat(ClientNetwork.of((SocketAddress) null)).isEqualTo(ClientNetwork.of(""));
        assertThat(ClientNetwork.of(SocketAddress.domainSocketAddress("/run/vault.sock")))
                .isEqualTo(ClientNetwork.of(""));
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7",
        "::ffff:203.0.113.7, 203.0.113.7",
        "2001:db8:1:2::1, 2001:db8:1:2::/64",
        "<script>, unknown",
        "'', unknown"
    })
    void showsNothingButAnAddress(String address, String shown) {
        assertThat(ClientNetwork.of(address).name()).isEqualTo(shown);
    }
}
