package io.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How clients identify themselves at the token endpoint, and what happens to those that cannot. */
class ClientAuthenticationTest {
    /** Verifier and challenge of RFC 7636 appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final String UNAUTHORIZED =
            "{\"error\":\"invalid_grant\",\"error_description\":\"unauthorized_client\"}";

    @AutoClose
    private final DocuSignSimulator simulator = DocuSignSimulator.start(0);

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    @Test
    void aPublicClientNeedsNoSecretAndAStrayBearerIsIgnored() {
        simulator.put(SimulatedClient.withoutSecrets("public", "App", "https://app.example/"));
        String code = application.code(
                "client_id",
                "public",
                "redirect_uri",
                "https://app.example/",
                "code_challenge",
                CHALLENGE,
                "code_challenge_method",
                "S256");

        HttpResponse<String> answer = application.token(
                "Bearer stray",
                "grant_type",
                "authorization_code",
                "client_id",
                "public",
                "code",
                code,
                "code_verifier",
                VERIFIER);

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void theSecretMayComeInTheForm() {
        HttpResponse<String> answer = application.token(
                "",
                "grant_type",
                "authorization_code",
                "code",
                application.code(),
                "client_id",
                DemoCast.CLIENT_ID,
                "client_secret",
                DemoCast.CLIENT_SECRET);

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UNAUTHORIZED_CLIENT | 400 | {"error":"invalid_grant","error_description":"unauthorized_client"}
            INVALID_CLIENT      | 401 | {"error":"invalid_client"}
            BARE_INVALID_GRANT  | 400 | {"error":"invalid_grant"}
            """)
    void aWrongSecretIsAnsweredInTheChosenStyle(WrongSecretAnswer style, int status, String body) {
        simulator.change(settings -> settings.withWrongSecretAnswer(style));

        HttpResponse<String> answer = application.token(
                TestingApplication.basic(DemoCast.CLIENT_ID, "wrong"), "grant_type", "authorization_code", "code", "x");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(status == 401);
    }

    @Test
    void secretsOverlapWhileTheyRotateAndAClientWithoutAnyIsRefused() {
        simulator.changeClient(DemoCast.CLIENT_ID, client -> client.withSecret("next"));
        String code = application.code();
        assertThat(application
                        .token(
                                TestingApplication.basic(DemoCast.CLIENT_ID, "next"),
                                "grant_type",
                                "authorization_code",
                                "code",
                                code)
                        .statusCode())
                .isEqualTo(200);

        simulator.changeClient(
                DemoCast.CLIENT_ID, client -> client.withoutSecret("next").withoutSecret(DemoCast.CLIENT_SECRET));

        assertThat(application.exchange("x").body()).isEqualTo(UNAUTHORIZED);
        assertThat(application
                        .token("", "grant_type", "authorization_code", "code", "x", "client_id", DemoCast.CLIENT_ID)
                        .body())
                .isEqualTo(UNAUTHORIZED);
    }
}
