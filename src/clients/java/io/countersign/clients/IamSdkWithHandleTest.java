package io.countersign.clients;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.docusign.iam.sdk.IamClient;
import com.docusign.iam.sdk.models.errors.OAuthErrorResponse;
import com.docusign.iam.sdk.models.operations.AuthorizationCodeGrant;
import com.docusign.iam.sdk.models.operations.GetTokenFromRefreshTokenSecurity;
import org.junit.jupiter.api.Test;

/** What DocuSign's IAM SDK makes of a refusal by the vault; {@code examples/iam-sdk} shows that it is not refused. */
class IamSdkWithHandleTest {
    @Test
    void anUnknownRefreshTokenIsRefusedAsByDocuSign() {
        assertThatExceptionOfType(OAuthErrorResponse.class)
                .isThrownBy(() -> IamClient.builder()
                        .build()
                        .auth()
                        .getTokenFromRefreshToken()
                        .serverURL(RunningVault.URL)
                        .request(AuthorizationCodeGrant.builder()
                                .refreshToken("eyJ.of-docusign.itself")
                                .build())
                        .security(GetTokenFromRefreshTokenSecurity.builder()
                                .clientId(RunningVault.CLIENT_ID)
                                .secretKey(RunningVault.API_KEY)
                                .build())
                        .call())
                .matches(refusal -> refusal.error().get().equals("invalid_grant"));
    }
}
