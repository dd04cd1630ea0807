package io.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of {@code GET /oauth/auth} and of the pages behind it. */
class AuthorizeTest {
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    @AutoClose
    private final DocuSignSimulator simulator = DocuSignSimulator.start(0);

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    private final SimulatedPerson ada = new SimulatedPerson(DemoCast.ADA);

    @Test
    void anAllowedRequestComesBackWithCodeAndTheSameState() {
        String state = "a b+c/d=e&f%20ü";

        URI location = ada.allow(application.authorizeUrl(
                "state", "a b+c/d=e&f%20ü", "code_challenge", CHALLENGE, "code_challenge_method", "s256"));

        assertThat(location.toString()).startsWith(DemoCast.REDIRECT_URI + "?code=eyJ0eX");
        assertThat(TestingApplication.parameter(location, "code")).hasSize(621);
        assertThat(TestingApplication.parameter(location, "state")).isEqualTo(state);
    }

    @Test
    void stateIsAbsentWhenItWasNotSent() {
        assertThat(ada.allow(application.authorizeUrl()).getRawQuery()).doesNotContain("state");
    }

    @Test
    void aRedirectUriWithAQueryKeepsIt() {
        simulator.changeClient(DemoCast.CLIENT_ID, client -> client.withRedirectUri("https://app.example/cb?x=1"));

        URI location = ada.allow(application.authorizeUrl("redirect_uri", "https://app.example/cb?x=1"));

        assertThat(location.toString()).startsWith("https://app.example/cb?x=1&code=");
    }

    @Test
    void aDeclineIsExplainedInErrorMessage() {
        URI location = ada.decline(application.authorizeUrl("state", "s1"));

        assertThat(location)
                .hasToString(DemoCast.REDIRECT_URI + "?error=access_denied&error_message=The%20user%20did%20not%20"
                        + "consent%20to%20connecting%20the%20application.&state=s1");
    }

    @Test
    void aDeclineCanBeCalledUserCancelled() {
        simulator.change(settings -> settings.withDeclineAnswer(DeclineAnswer.USER_CANCELLED));

        assertThat(ada.decline(application.authorizeUrl())).hasParameter("error", "user_cancelled");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            client_id | 11111111-1111-1111-1111-111111111111 | client ID provided is not registered
            redirect_uri | http://localhost:8080/oauth/callback/demo/ | redirect URI is not registered properly
            redirect_uri | http://localhost:8080/oauth/callback/demo?x=1 | redirect URI is not registered properly
            response_type | token | response type is not supported
            scope | '' | scope is missing
            code_challenge_method | S256 | code challenge and code challenge method required
            """)
    void aWrongRequestIsToldOnAPageAndNotRedirected(String name, String value, String words) {
        HttpResponse<String> answer = ada.open(application.authorizeUrl(name, value));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.body()).contains(words).contains("Simulator – not DocuSign");
    }

    @ParameterizedTest
    @CsvSource({"plain," + CHALLENGE, "S256,short", "S512," + CHALLENGE})
    void onlyWellFormedS256ChallengesAreTaken(String method, String challenge) {
        HttpResponse<String> answer =
                ada.open(application.authorizeUrl("code_challenge", challenge, "code_challenge_method", method));

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void aClientMayRequirePkce() {
        simulator.changeClient(DemoCast.CLIENT_ID, client -> client.withRequirePkce(true));

        assertThat(ada.open(application.authorizeUrl()).body())
                .contains("code challenge and code challenge method required");
    }

    @Test
    void aClientWithoutRedirectUrisIsToldSo() {
        simulator.put(new SimulatedClient(DemoCast.CLIENT_ID, "None", false, Set.of("s"), Set.of(), false, List.of()));

        assertThat(ada.open(application.authorizeUrl()).body())
                .contains("There are no redirect URIs registered with DocuSign");
    }

    @Test
    void consentIsRememberedForTheSessionButNotForMoreScopes() {
        ada.allow(application.authorizeUrl());

        assertThat(ada.open(application.authorizeUrl("scope", "signature")).statusCode())
                .isEqualTo(302);
        assertThat(ada.open(application.authorizeUrl("scope", "signature impersonation"))
                        .body())
                .contains("Allow access?");
    }

    @Test
    void promptLoginAsksDespiteASession() {
        ada.allow(application.authorizeUrl());

        assertThat(ada.open(application.authorizeUrl("prompt", "login")).body()).contains("<h1>Log in</h1>");
        assertThat(ada.allow(application.authorizeUrl("prompt", "login")).getQuery())
                .startsWith("code=");
    }

    @Test
    void revokedConsentIsAskedForAgain() {
        ada.allow(application.authorizeUrl());
        simulator.revokeConsent(DemoCast.CLIENT_ID, DemoCast.ada().sub());

        assertThat(ada.open(application.authorizeUrl()).body()).contains("Allow access?");
    }

    @Test
    void theSignInPageSuggestsTheHintAndEscapesIt() {
        String page = ada.open(application.authorizeUrl("login_hint", "x\"><script>@example.com"))
                .body();

        assertThat(page)
                .contains("value=\"x&quot;&gt;&lt;script&gt;@example.com\"")
                .doesNotContain("<script>");
        assertThat(page).contains(DemoCast.GRACE).contains("name=\"viewport\"");
    }

    @Test
    void theConsentPageShowsApplicationPersonAndScopes() {
        SimulatedPerson grace = new SimulatedPerson(DemoCast.GRACE);
        grace.decline(application.authorizeUrl());

        assertThat(grace.open(application.authorizeUrl("scope", "signature click.manage"))
                        .body())
                .contains("Contracts by Example Ltd", "Grace Hopper", "<code>click.manage</code>", "Cancel");
    }

    @Test
    void strangersAndClosedUsersCannotSignIn() {
        simulator.closeUser(DemoCast.grace().sub());

        for (String email : new String[] {"nobody@example.com", DemoCast.GRACE}) {
            assertThatThrownBy(() -> new SimulatedPerson(email).allow(application.authorizeUrl()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("knows no open user " + email);
        }
    }

    @Test
    void theFrontPageSaysWhatThisIs() {
        assertThat(ada.open(URI.create(simulator.baseUrl() + "/")).body()).contains("stands in for DocuSign");
    }
}
