package io.countersign.simulator;

import static io.countersign.simulator.TestingApplication.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The log of calls: what an application sent and what it got, for whoever wonders, and no secret in it. */
class CallLogTest {
    @AutoClose
    private final DocuSignSimulator simulator =
            DocuSignSimulator.start(SimulatorOptions.onPort(0).withAdmin());

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    @Test
    void everyCallIsThereWithItsFieldsAndNoSecret() {
        String code = application.code("state", "s-1");
        String token = TestingApplication.accessToken(application.exchange(code));
        application.userInfo(token);

        JsonNode log = log("");

        assertThat(log)
                .extracting(call -> call.path("method").textValue() + " "
                        + call.path("path").textValue() + " "
                        + call.path("status").intValue())
                .containsExactly(
                        "GET /oauth/auth 200",
                        "POST /oauth/auth/sign-in 200",
                        "POST /oauth/auth/consent 302",
                        "POST /oauth/token 200",
                        "GET /oauth/userinfo 200");
        assertThat(log.path(0).path("query").path("state").textValue()).isEqualTo("s-1");
        assertThat(log.path(2).path("location").textValue())
                .startsWith(DemoCast.REDIRECT_URI)
                .endsWith("state=s-1");
        JsonNode exchange = log.path(3);
        assertThat(exchange.path("client_id").textValue()).isEqualTo(DemoCast.CLIENT_ID);
        assertThat(exchange.path("form").path("grant_type").textValue()).isEqualTo("authorization_code");
        assertThat(exchange.path("form").path("code").textValue())
                .isEqualTo(code.substring(0, 6) + "… (" + code.length() + " characters)");
        assertThat(exchange.path("answer").path("expires_in").intValue()).isEqualTo(28_800);
        assertThat(log.toString()).doesNotContain(code, token, DemoCast.CLIENT_SECRET);
    }

    @Test
    void itIsFilteredAndCleared() {
        application.userInfo("dead");
        application.refresh("unknown");
        long second = log("").path(1).path("sequence").longValue();

        assertThat(log("?path=/oauth/userinfo")).hasSize(1);
        assertThat(log("?status=400&client_id=" + DemoCast.CLIENT_ID)).hasSize(1);
        assertThat(log("?from=" + second)).hasSize(1);
        assertThat(log("?status=200")).isEmpty();

        application.send(request("").DELETE().build());

        assertThat(log("")).isEmpty();
    }

    @Test
    void aCallWithAnAssertionIsItsIssuers() {
        application.assertion(TestingAssertion.newKeys(), claims -> claims.put("iss", "k"));

        assertThat(log("?client_id=k")).hasSize(1);
    }

    @Test
    void whatAFaultCutOffHasNoStatus() {
        simulator.faults().once(Fault.droppedBefore(FaultTarget.TOKEN));
        assertThatThrownBy(() -> application.refresh("unknown")).isInstanceOf(UncheckedIOException.class);

        assertThat(log("").path(0).path("status").isNull()).isTrue();
    }

    private JsonNode log(String query) {
        return json(application.send(request(query).build()));
    }

    private HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/simulator/log" + query));
    }
}
