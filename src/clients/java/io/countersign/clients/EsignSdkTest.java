package io.countersign.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.docusign.esign.api.AccountsApi;
import com.docusign.esign.client.ApiClient;
import com.docusign.esign.client.ApiException;
import com.docusign.esign.client.auth.OAuth;
import io.countersign.clients.RunningSimulator.Client;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** DocuSign's eSignature SDK ({@code com.docusign:docusign-esign-java}). It has no method for a refresh. */
class EsignSdkTest {
    private final ApiClient sdk = new ApiClient().setOAuthBasePath(RunningSimulator.AUTHORITY);
    private final Client client = RunningSimulator.confidentialClient();

    @Test
    void aCodeIsExchangedForTokens() throws Exception {
        OAuth.OAuthToken tokens = sdk.generateAccessToken(client.id(), client.secret(), code());

        assertThat(tokens.getExpiresIn()).isEqualTo(28_800);
        assertThat(tokens.getRefreshToken()).isNotEmpty();
        assertThat(tokens.getScope()).isEqualTo("signature");
        assertThat(sdk.getUserInfo(tokens.getAccessToken()).getEmail()).isEqualTo(RunningSimulator.ADA);
    }

    @Test
    void aWrongSecretIsRefused() {
        String code = code();

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> sdk.generateAccessToken(client.id(), "wrong", code))
                .withMessageContaining("unauthorized_client");
    }

    @Test
    void anAssertionGetsATokenOnceTheUserHasConsented() throws Exception {
        RunningSimulator.consentToImpersonation(client);

        OAuth.OAuthToken token = present(RunningSimulator.PRIVATE_KEY);

        assertThat(token.getExpiresIn()).isEqualTo(3_600);
        assertThat(sdk.getUserInfo(token.getAccessToken()).getSub()).isEqualTo(RunningSimulator.ADAS_ID);
    }

    /** Searched in the message, as DocuSign's own examples do it. */
    @Test
    void anAssertionWithoutConsentIsRefused() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> present(RunningSimulator.PRIVATE_KEY))
                .withMessageContaining("consent_required");
    }

    @Test
    void anAssertionWithAnotherKeyIsRefused() {
        RunningSimulator.consentToImpersonation(client);

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> present(RunningSimulator.otherPrivateKey()))
                .withMessageContaining("no_valid_keys_or_signatures");
    }

    @Test
    void theAccountIsWhereUserInfoSays() throws Exception {
        String token =
                sdk.generateAccessToken(client.id(), client.secret(), code()).getAccessToken();
        OAuth.Account account = sdk.getUserInfo(token).getAccounts().getFirst();

        assertThat(accountName(account, token)).isEqualTo("Analytical Engines");
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> accountName(account, "unknown"))
                .withMessageContaining("AUTHORIZATION_INVALID_TOKEN");
    }

    /** For DocuSign's own hosts the SDK leaves out the slashes before the host, which a browser puts back. */
    private String code() {
        URI authorizeUrl = new ApiClient(ApiClient.DEMO_REST_BASEPATH)
                .getAuthorizationUri(
                        client.id(), List.of("signature", "extended"), RunningSimulator.REDIRECT_URI, "code", "state");
        return RunningSimulator.signIn(authorizeUrl).path("code").asText();
    }

    private OAuth.OAuthToken present(String privateKey) throws Exception {
        return sdk.requestJWTUserToken(
                client.id(),
                RunningSimulator.ADAS_ID,
                List.of("signature"),
                privateKey.getBytes(StandardCharsets.US_ASCII),
                3_600);
    }

    private static String accountName(OAuth.Account account, String accessToken) throws ApiException {
        ApiClient api = new ApiClient(account.getBaseUri() + "/restapi");
        api.setAccessToken(accessToken, 3_600L);
        return new AccountsApi(api)
                .getAccountInformation(account.getAccountId())
                .getAccountName();
    }
}
