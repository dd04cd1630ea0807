package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedAddressCheckTest {
    @ParameterizedTest
    @CsvSource({
        "https://vault.example.com, true, '', WARN quarkus.http.proxy.trusted-proxies",
        "https://vault.example.com, true, 10.0.0.0/8, ''",
        "https://vault.example.com, true, 192.0.2.1, WARN quarkus.http.proxy.trusted-proxies",
        "https://vault.example.com, true, '192.0.2.1,10.8.0.0/16', ''",
        "https://vault.example.com, false, '', ''",
        "https://vault.example.com, false, 192.0.2.1, ''",
        "http://localhost:8080, true, '', ''",
    })
    void whoeverMayBeBelieved(String publicUrl, boolean forwarding, String trusted, String told) {
        assertThat(String.join(
                        ",",
                        TestingConfiguration.told(new ForwardedAddressCheck()
                                .check(TestingConfiguration.of(
                                        "countersign.public-url", publicUrl,
                                        "quarkus.http.proxy.proxy-address-forwarding", Boolean.toString(forwarding),
                                        "quarkus.http.proxy.trusted-proxies", trusted)))))
                .isEqualTo(told);
    }
}
