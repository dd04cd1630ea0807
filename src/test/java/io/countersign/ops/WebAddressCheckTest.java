package io.countersign.ops;

import static io.countersign.ops.TestingConfiguration.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressCheckTest {
    private static final String PROPERTY = "countersign.public-url";

    private static List<Finding> check(String address) {
        return new WebAddressCheck(PROPERTY, "something bad happens").check(TestingConfiguration.of(PROPERTY, address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://vault.example.com", "https://vault.example.com:8443/path/", "HTTPS://10.0.0.1"})
    void acceptsHttps(String address) {
        assertThat(check(address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "http://127.0.0.1", "http://127.1.2.3:80", "http://[::1]:8080"})
    void warnsOfPlainOnLoopback(String address) {
        assertThat(told(check(address))).containsExactly("WARN " + PROPERTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://vault.example.com",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "http://10.0.0.1",
                "http://0.0.0.0"
            })
    void refusesPlainBeyondLoopback(String address) {
        assertThat(told(check(address))).containsExactly("REFUSE " + PROPERTY);
        assertThat(check(address).getFirst().message()).contains("something bad happens", "Use https");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vault.example.com",
                "ht tp://x y",
                "https://",
                "ftp://vault.example.com",
                "https://user:secret@vault.example.com",
                "https://vault.example.com?a=b",
                "https://vault.example.com#a"
            })
    void refusesWhatIsNoAddressWithoutQuotingIt(String address) {
        assertThat(told(check(address))).containsExactly("REFUSE " + PROPERTY);
        assertThat(check(address).getFirst().message()).doesNotContain("secret");
    }

    @Test
    void saysNothingOfWhatIsNotSet() {
        assertThat(new WebAddressCheck(PROPERTY, "").check(TestingConfiguration.of()))
                .isEmpty();
    }
}
