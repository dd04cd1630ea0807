package io.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever starts a simulator is told who is in it and where, and on its start page the same. */
class BannerTest {
    @Test
    void bannerAndStartPageSayWhatOneNeeds() {
        try (DocuSignSimulator simulator = DocuSignSimulator.start(
                        SimulatorOptions.onPort(0).withTls(0).withAdmin());
                TestingApplication browser = new TestingApplication(simulator)) {
            String page = browser.send(HttpRequest.newBuilder(URI.create(simulator.baseUrl()))
                            .build())
                    .body();

            for (String told : new String[] {
                DemoCast.CLIENT_ID,
                DemoCast.CLIENT_SECRET,
                DemoCast.REDIRECT_URI,
                DemoCast.ADA,
                DemoCast.GRACE,
                DemoCast.ada().sub(),
                simulator.tlsUrl().orElseThrow(),
                "openapi.yaml",
                "RSA",
            }) {
                assertThat(Banner.text(simulator)).contains(told);
                assertThat(page).contains(told);
            }
            assertThat(Banner.text(simulator)).startsWith("DocuSign simulator at " + simulator.baseUrl() + "\n");
        }
    }

    @Test
    void withoutTheControlApiThePageTellsNobodysSecret() {
        try (DocuSignSimulator simulator = DocuSignSimulator.start(0);
                TestingApplication browser = new TestingApplication(simulator)) {
            assertThat(browser.send(HttpRequest.newBuilder(URI.create(simulator.baseUrl()))
                                    .build())
                            .body())
                    .contains("DocuSign simulator")
                    .doesNotContain(DemoCast.CLIENT_SECRET, DemoCast.CLIENT_ID);
        }
    }

    @Test
    void theAddressIsOneThatWorks() {
        try (DocuSignSimulator everywhere =
                        DocuSignSimulator.start(SimulatorOptions.onPort(0).withHost("0.0.0.0"));
                TestingApplication browser = new TestingApplication(everywhere)) {
            for (String url : everywhere.otherUrls()) {
                assertThat(browser.send(HttpRequest.newBuilder(URI.create(url)).build())
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(everywhere.baseUrl()).startsWith("http://localhost:");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost",
        "127.0.0.2, 127.0.0.2",
        "0.0.0.0, localhost",
        "::, localhost",
        "::1, [0:0:0:0:0:0:0:1]",
        "192.0.2.7, 192.0.2.7"
    })
    void whoListensAtOneAddressIsReachedByIt(String address, String host) throws UnknownHostException {
        assertThat(Listening.hostOf(InetAddress.getByName(address))).isEqualTo(host);
    }

    @Test
    void whatCannotBeListenedAtIsExplained() {
        try (DocuSignSimulator first = DocuSignSimulator.start(0)) {
            int taken = URI.create(first.baseUrl()).getPort();

            assertThatThrownBy(() -> DocuSignSimulator.start(taken))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("choose another port");
        }
        assertThatThrownBy(
                        () -> DocuSignSimulator.start(SimulatorOptions.onPort(0).withHost("203.0.113.7")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Choose an address of this machine");
    }
}
