package io.countersign.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import com.docusign.iam.sdk.IamClient;
import com.docusign.iam.sdk.models.components.AuthScope;
import com.docusign.iam.sdk.models.components.AuthorizationCodeGrantResponse;
import com.docusign.iam.sdk.models.components.ConfidentialAuthCodeGrantRequestBody;
import com.docusign.iam.sdk.models.components.JWTGrantResponse;
import com.docusign.iam.sdk.models.components.OAuthBasePath;
import com.docusign.iam.sdk.models.components.OAuthResponseType;
import com.docusign.iam.sdk.models.components.PublicAuthCodeGrantRequestBody;
import com.docusign.iam.sdk.models.components.UserInfo;
import com.docusign.iam.sdk.models.errors.APIException;
import com.docusign.iam.sdk.models.errors.OAuthErrorResponse;
import com.docusign.iam.sdk.models.operations.AuthorizationCodeGrant;
import com.docusign.iam.sdk.models.operations.GetTokenFromConfidentialAuthCodeSecurity;
import com.docusign.iam.sdk.models.operations.GetTokenFromRefreshTokenResponseBody;
import com.docusign.iam.sdk.models.operations.GetTokenFromRefreshTokenSecurity;
import com.docusign.iam.sdk.models.operations.JWTGrant;
import com.docusign.iam.sdk.utils.auth.AuthorizationUrlBuilder;
import com.docusign.iam.sdk.utils.auth.JwtAssertionHelper;
import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.clients.RunningSimulator.Client;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** DocuSign's IAM SDK ({@code com.docusign:iam-sdk}). */
class IamSdkTest {
    /** RFC 7636, appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final IamClient sdk = IamClient.builder().build();
    private final Client client = RunningSimulator.confidentialClient();

    @Test
    void aCodeIsExchangedForTokens() throws Exception {
        JsonNode back =
                RunningSimulator.signIn(authorizeUrl(client).state("a b").build());

        AuthorizationCodeGrantResponse tokens =
                exchange(client.secret(), back.path("code").asText());

        assertThat(back.path("state").asText()).isEqualTo("a b");
        assertThat(tokens.tokenType()).isEqualTo("Bearer");
        assertThat(tokens.expiresIn()).isEqualTo(28_800);
        assertThat(userInfo(tokens.accessToken()).email()).isEqualTo(RunningSimulator.ADA);
    }

    @Test
    void aCodeIsGoodForOneExchange() throws Exception {
        String code = code(authorizeUrl(client));
        exchange(client.secret(), code);

        assertRefused("expired_client_token", () -> exchange(client.secret(), code));
    }

    @Test
    void aWrongSecretIsRefused() {
        String code = code(authorizeUrl(client));

        assertRefused("unauthorized_client", () -> exchange("wrong", code));
    }

    @Test
    void aRefreshTokenIsGoodForOneRefresh() throws Exception {
        String first = exchange(client.secret(), code(authorizeUrl(client))).refreshToken();

        GetTokenFromRefreshTokenResponseBody tokens = refresh(first);

        assertThat(tokens.refreshToken()).isNotEqualTo(first);
        assertThat(userInfo(tokens.accessToken()).sub()).isEqualTo(RunningSimulator.ADAS_ID);
        assertRefused("invalid_grant", () -> refresh(first));
    }

    @Test
    void aPublicClientProvesItselfByPkce() throws Exception {
        Client app = RunningSimulator.publicClient();

        String refreshToken = exchangePublicly(app, VERIFIER);

        String accessToken = sdk.auth()
                .getTokenFromRefreshToken()
                .serverURL(RunningSimulator.URL)
                .request(AuthorizationCodeGrant.builder()
                        .clientId(app.id())
                        .refreshToken(refreshToken)
                        .build())
                .call()
                .object()
                .orElseThrow()
                .accessToken();
        assertThat(userInfo(accessToken).name()).isEqualTo("Ada Lovelace");
    }

    @Test
    void aWrongCodeVerifierIsRefused() {
        Client app = RunningSimulator.publicClient();

        assertRefused("invalid_grant", () -> exchangePublicly(app, VERIFIER.replace('d', 'e')));
    }

    @Test
    void anAssertionGetsATokenOnceTheUserHasConsented() throws Exception {
        RunningSimulator.consentToImpersonation(client);

        JWTGrantResponse token = present(RunningSimulator.PRIVATE_KEY);

        assertThat(token.expiresIn()).isEqualTo(3_600);
        assertThat(userInfo(token.accessToken()).sub()).isEqualTo(RunningSimulator.ADAS_ID);
    }

    @Test
    void anAssertionWithoutConsentIsRefused() {
        assertRefused("consent_required", () -> present(RunningSimulator.PRIVATE_KEY));
    }

    @Test
    void anAssertionWithAnotherKeyIsRefused() {
        RunningSimulator.consentToImpersonation(client);

        assertRefused("no_valid_keys_or_signatures", () -> present(RunningSimulator.otherPrivateKey()));
    }

    @Test
    void userInfoTellsWhereTheAccountsAre() throws Exception {
        UserInfo ada =
                userInfo(exchange(client.secret(), code(authorizeUrl(client))).accessToken());

        assertThat(ada.accounts()).hasSize(2).first().satisfies(account -> {
            assertThat(account.isDefault()).isTrue();
            assertThat(account.baseUri()).isEqualTo(RunningSimulator.URL);
            assertThat(account.organization()).isPresent();
        });
    }

    @Test
    void userInfoRefusesAnUnknownToken() {
        assertThatExceptionOfType(APIException.class)
                .isThrownBy(() -> userInfo("unknown"))
                .extracting(APIException::code)
                .isEqualTo(401);
    }

    /** Its host is DocuSign's, whatever the SDK is told. */
    private static AuthorizationUrlBuilder authorizeUrl(Client client) {
        return AuthorizationUrlBuilder.builder()
                .basePath(OAuthBasePath.DEMO)
                .responseType(OAuthResponseType.CODE)
                .clientId(client.id())
                .redirectUri(RunningSimulator.REDIRECT_URI)
                .addScopes(List.of(AuthScope.SIGNATURE));
    }

    private static String code(AuthorizationUrlBuilder url) {
        return RunningSimulator.signIn(url.build()).path("code").asText();
    }

    private AuthorizationCodeGrantResponse exchange(String secret, String code) throws Exception {
        return sdk.auth()
                .getTokenFromConfidentialAuthCode()
                .serverURL(RunningSimulator.URL)
                .request(ConfidentialAuthCodeGrantRequestBody.builder()
                        .code(code)
                        .build())
                .security(new GetTokenFromConfidentialAuthCodeSecurity(client.id(), secret))
                .call()
                .authorizationCodeGrantResponse()
                .orElseThrow();
    }

    private String exchangePublicly(Client app, String verifier) throws Exception {
        return sdk.auth()
                .getTokenFromPublicAuthCode()
                .serverURL(RunningSimulator.URL)
                .request(PublicAuthCodeGrantRequestBody.builder()
                        .clientId(app.id())
                        .code(code(authorizeUrl(app).codeChallenge(CHALLENGE)))
                        .codeVerifier(verifier)
                        .build())
                .call()
                .authorizationCodeGrantResponse()
                .orElseThrow()
                .refreshToken();
    }

    private GetTokenFromRefreshTokenResponseBody refresh(String refreshToken) throws Exception {
        return sdk.auth()
                .getTokenFromRefreshToken()
                .serverURL(RunningSimulator.URL)
                .request(AuthorizationCodeGrant.builder()
                        .refreshToken(refreshToken)
                        .build())
                .security(GetTokenFromRefreshTokenSecurity.builder()
                        .clientId(client.id())
                        .secretKey(client.secret())
                        .build())
                .call()
                .object()
                .orElseThrow();
    }

    /** The SDK makes assertions for DocuSign's two hosts only, so the simulator is told to be one of them. */
    private JWTGrantResponse present(String privateKey) throws Exception {
        RunningSimulator.patch("settings", "{\"assertions\":{\"audiences\":[\"account-d.docusign.com\"]}}");
        String assertion = JwtAssertionHelper.generateJwt(
                privateKey, client.id(), RunningSimulator.ADAS_ID, OAuthBasePath.DEMO, List.of(AuthScope.SIGNATURE));
        return sdk.auth()
                .getTokenFromJwtGrant()
                .serverURL(RunningSimulator.URL)
                .request(JWTGrant.builder().assertion(assertion).build())
                .call()
                .jwtGrantResponse()
                .orElseThrow();
    }

    private static UserInfo userInfo(String accessToken) throws Exception {
        return IamClient.builder()
                .accessToken(accessToken)
                .build()
                .auth()
                .getUserInfo()
                .serverURL(RunningSimulator.URL)
                .call()
                .userInfo()
                .orElseThrow();
    }

    /** DocuSign says what it means in one of the two fields. */
    private static void assertRefused(String meaning, ThrowingCallable call) {
        assertThatExceptionOfType(OAuthErrorResponse.class)
                .isThrownBy(call)
                .asInstanceOf(throwable(OAuthErrorResponse.class))
                .extracting(refusal ->
                        refusal.errorDescription().orElse(refusal.error().get()))
                .isEqualTo(meaning);
    }
}
