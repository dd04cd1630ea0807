package io.countersign.simulator;

import static io.countersign.simulator.TestingApplication.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A test gets a code, or the way back, without scraping forms. */
class SignInByApiTest {
    /** RFC 7636, appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    @AutoClose
    private final DocuSignSimulator simulator =
            DocuSignSimulator.start(SimulatorOptions.onPort(0).withAdmin());

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    @Test
    void theParametersGetACodeThatIsBoundToThem() {
        String body = """
                {"user":"%s","client_id":"%s","scope":"signature extended","state":"a b","code_challenge":"%s"}
                """;

        JsonNode back = json(signIn(body.formatted(DemoCast.ADA, DemoCast.CLIENT_ID, CHALLENGE)));

        assertThat(back.path("location").textValue()).startsWith(DemoCast.REDIRECT_URI + "?code=");
        assertThat(back.path("state").textValue()).isEqualTo("a b");
        String code = back.path("code").textValue();
        HttpResponse<String> tokens = application.token(
                TestingApplication.BASIC, "grant_type", "authorization_code", "code", code, "code_verifier", VERIFIER);
        assertThat(tokens.statusCode()).isEqualTo(200);
        assertThat(json(application.userInfo(TestingApplication.accessToken(tokens)))
                        .path("email")
                        .textValue())
                .isEqualTo(DemoCast.ADA);
    }

    @Test
    void theAddressTheApplicationSentTheBrowserToIsEnough() {
        URI sent = application.authorizeUrl("state", "x%20y");

        JsonNode back = json(signIn("{\"user\":\"%s\",\"authorize_url\":\"%s\"}".formatted(DemoCast.GRACE, sent)));

        assertThat(application.exchange(back.path("code").textValue()).statusCode())
                .isEqualTo(200);
    }

    /** As DocuSign's Java SDK writes it for DocuSign's own hosts. A browser puts the slashes back. */
    @Test
    void theAddressMayLackTheSlashesBeforeItsHost() {
        String sent = application.authorizeUrl("state", "s").toString().replace("http://", "https:");

        JsonNode back = json(signIn("{\"user\":\"%s\",\"authorize_url\":\"%s\"}".formatted(DemoCast.GRACE, sent)));

        assertThat(back.path("state").textValue()).isEqualTo("s");
        assertThat(back.path("code").textValue()).isNotEmpty();
    }

    @Test
    void whoDeclinesIsSentBackWithAnError() {
        JsonNode back = json(signIn("{\"user\":\"%s\",\"client_id\":\"%s\",\"decision\":\"decline\",\"state\":\"s\"}"
                .formatted(DemoCast.ADA, DemoCast.CLIENT_ID)));

        assertThat(back.path("error").textValue()).isEqualTo("access_denied");
        assertThat(back.path("state").textValue()).isEqualTo("s");
        assertThat(back.has("code")).isFalse();
    }

    @Test
    void whatDocuSignRefusesOnAPageIsSaid() {
        HttpResponse<String> answer =
                signIn("{\"user\":\"%s\",\"client_id\":\"%s\",\"redirect_uri\":\"https://other.example/\"}"
                        .formatted(DemoCast.ADA, DemoCast.CLIENT_ID));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).path("message").textValue())
                .contains("The redirect URI is not registered properly with DocuSign");
    }

    private HttpResponse<String> signIn(String body) {
        return application.send(HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/simulator/sign-in"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }
}
