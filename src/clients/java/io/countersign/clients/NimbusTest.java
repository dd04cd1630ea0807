package io.countersign.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.token.TypelessAccessToken;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** Nimbus' OAuth 2.0 SDK, which takes no answer that the RFCs would not have. */
class NimbusTest {
    private static final ClientID CLIENT = new ClientID(RunningVault.CLIENT_ID);
    private static final ClientSecretBasic BASIC = new ClientSecretBasic(CLIENT, new Secret(RunningVault.API_KEY));
    private static final Issuer ISSUER = new Issuer(RunningVault.URL);

    @Test
    void theMetadataAreThoseOfAnAuthorizationServer() throws Exception {
        AuthorizationServerMetadata metadata = AuthorizationServerMetadata.resolve(ISSUER);

        assertThat(metadata.getTokenEndpointURI()).isEqualTo(address("token"));
        assertThat(metadata.getIntrospectionEndpointURI()).isEqualTo(address("introspect"));
        assertThat(metadata.getRevocationEndpointURI()).isEqualTo(address("revoke"));
    }

    /** Where most clients look. */
    @Test
    void theMetadataAreThoseOfAnOpenIdProvider() throws Exception {
        assertThat(OIDCProviderMetadata.resolve(ISSUER).getUserInfoEndpointURI())
                .isEqualTo(address("userinfo"));
    }

    @Test
    void aTokenIsGranted() throws Exception {
        TokenResponse granted = ask(BASIC, new ClientCredentialsGrant(), RunningVault.RESOURCE);

        assertThat(granted.indicatesSuccess()).isTrue();
        assertThat(granted.toSuccessResponse().getCustomParameters())
                .containsEntry("environment", "demo")
                .containsKeys("account_id", "base_uri");
        assertThat(accessToken(granted).getLifetime()).isPositive();
    }

    @Test
    void aTokenIsGrantedForARefreshHandle() throws Exception {
        RefreshToken handle = new RefreshToken(RunningVault.REFRESH_HANDLE);
        ClientSecretPost inTheForm = new ClientSecretPost(CLIENT, new Secret(RunningVault.API_KEY));

        TokenResponse granted = ask(inTheForm, new RefreshTokenGrant(handle), null);

        assertThat(granted.toSuccessResponse().getTokens().getRefreshToken()).isEqualTo(handle);
    }

    /** RFC 8693, with no secret of its own: whose the subject token is decides, and the name has to agree. */
    @Test
    void aTokenIsGrantedForTheCallersOwn() throws Exception {
        TokenResponse granted = exchange(RunningVault.SUBJECT_TOKEN, CLIENT);

        assertThat(accessToken(granted).getIssuedTokenType()).isEqualTo(TokenTypeURI.ACCESS_TOKEN);
        assertThat(accessToken(granted).getValue())
                .isEqualTo(accessToken(ask(BASIC, new ClientCredentialsGrant(), RunningVault.RESOURCE))
                        .getValue());
    }

    @Test
    void anotherSubjectTokenIsRefused() throws Exception {
        String signature = RunningVault.SUBJECT_TOKEN.substring(RunningVault.SUBJECT_TOKEN.lastIndexOf('.'));
        String forged = RunningVault.SUBJECT_TOKEN.replace(signature, ".AAAA");

        assertThat(refused(exchange(forged, CLIENT))).isEqualTo(OAuth2Error.INVALID_REQUEST);
        assertThat(refused(exchange(RunningVault.SUBJECT_TOKEN, new ClientID("contracts"))))
                .isEqualTo(OAuth2Error.INVALID_REQUEST);
    }

    private static TokenResponse exchange(String subject, ClientID client) throws Exception {
        TokenExchangeGrant grant = new TokenExchangeGrant(new TypelessAccessToken(subject), TokenTypeURI.JWT);
        TokenRequest request = new TokenRequest.Builder(address("token"), client, grant)
                .resource(RunningVault.RESOURCE)
                .build();
        return TokenResponse.parse(request.toHTTPRequest().send());
    }

    @Test
    void anotherTenantIsNoTarget() throws Exception {
        URI another = URI.create("urn:countersign:tenant:globex");

        ErrorObject refused = refused(ask(BASIC, new ClientCredentialsGrant(), another));

        assertThat(refused).isEqualTo(OAuth2Error.INVALID_TARGET);
        assertThat(refused.getHTTPStatusCode()).isEqualTo(400);
    }

    @Test
    void aWrongSecretIsRefused() throws Exception {
        ClientSecretBasic wrong = new ClientSecretBasic(CLIENT, new Secret("wrong"));

        ErrorObject refused = refused(ask(wrong, new ClientCredentialsGrant(), RunningVault.RESOURCE));

        assertThat(refused).isEqualTo(OAuth2Error.INVALID_CLIENT);
        assertThat(refused.getHTTPStatusCode()).isEqualTo(401);
    }

    @Test
    void whatWasGrantedIsActive() throws Exception {
        AccessToken token = accessToken(ask(BASIC, new ClientCredentialsGrant(), RunningVault.RESOURCE));

        TokenIntrospectionResponse told =
                TokenIntrospectionResponse.parse(new TokenIntrospectionRequest(address("introspect"), BASIC, token)
                        .toHTTPRequest()
                        .send());

        assertThat(told.toSuccessResponse().isActive()).isTrue();
        assertThat(told.toSuccessResponse().getExpirationTime()).isInTheFuture();
    }

    private static TokenResponse ask(ClientAuthentication client, AuthorizationGrant grant, URI resource)
            throws Exception {
        TokenRequest.Builder request = new TokenRequest.Builder(address("token"), client, grant);
        if (resource != null) {
            request.resource(resource);
        }
        return TokenResponse.parse(request.build().toHTTPRequest().send());
    }

    private static AccessToken accessToken(TokenResponse granted) {
        return granted.toSuccessResponse().getTokens().getAccessToken();
    }

    private static ErrorObject refused(TokenResponse answer) {
        assertThat(answer.indicatesSuccess()).isFalse();
        return answer.toErrorResponse().getErrorObject();
    }

    private static URI address(String endpoint) {
        return URI.create(RunningVault.URL + "/oauth/" + endpoint);
    }
}
