package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiAddressesTest {

    private static final ApiAddresses REAL = new ApiAddresses(URI.create("https://account.docusign.com"));
    private static final ApiAddresses SIMULATOR = new ApiAddresses(URI.create("http://localhost:8081"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://demo.docusign.net",
                "https://NA4.docusign.net",
                "https://eu.docusign.net:443",
                "https://api.eu.docusign.com",
                "https://www.docusign.net/",
                " https://www.docusign.net ",
            })
    void docuSignIsBelieved(String address) {
        assertThat(usable(REAL, address)).isNotNull();
        assertThat(usable(SIMULATOR, address)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/restapi", "/restapi/", "/RestApi", "/restapi/v2.1", "/restapi/v2.1/accounts/x"})
    void theRootOfTheApiIsCutOff(String path) {
        URI server = URI.create("https://na4.docusign.net:443");

        assertThat(usable(REAL, server + path)).isEqualTo(server);
    }

    private static @Nullable URI usable(ApiAddresses addresses, @Nullable String address) {
        return addresses.judge(address) instanceof ApiAddresses.Usable usable ? usable.baseUri() : null;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "demo.docusign.net",
                "http://demo.docusign.net",
                "ftp://demo.docusign.net",
                "https://docusign.net.evil.example",
                "https://evildocusign.net",
                "https://evil.example/.docusign.net",
                "https://evil.example#.docusign.net",
                "https://evil.example?.docusign.net",
                "https://demo.docusign.net@evil.example",
                "https://user@demo.docusign.net",
                "https://demo.docusign.net:8443",
                "https://demo.docusign.net/restapis",
                "https://demo.docusign.net/api",
                "https://demo.docusign.net//",
                "https://demo.docusign.net/x/restapi",
                "https://demo.docusign.net/restapi?x",
                "https://evil.example/restapi",
                "https://demo.docusign.net?x",
                "https://demo.docusign.net#x",
                "https://demo.docusign.net.",
                "https://demo.docusign.net\\@evil.example",
                "https://169.254.169.254",
                "https://10.0.0.1",
                "https://[fd00::1]",
                "http://127.0.0.1.evil.example",
                "http://localhost.evil.example:8081",
                "javascript:alert(1)",
            })
    void othersAreNot(String address) {
        assertThat(usable(REAL, address)).isNull();
        assertThat(usable(SIMULATOR, address)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8081", "http://127.0.0.1:9", "https://[::1]:9", "http://LOCALHOST"})
    void loopbackIsBelievedOnlyWhereDocuSignIsASimulator(String address) {
        assertThat(usable(REAL, address)).isNull();
        assertThat(usable(SIMULATOR, address)).isEqualTo(URI.create(address));
    }

    @Test
    void missingAddressIsNotBelieved() {
        assertThat(usable(REAL, null)).isNull();
    }
}
