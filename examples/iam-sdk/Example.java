import com.docusign.iam.sdk.IamClient;
import com.docusign.iam.sdk.models.components.UserInfo;
import com.docusign.iam.sdk.models.operations.AuthorizationCodeGrant;
import com.docusign.iam.sdk.models.operations.GetTokenFromRefreshTokenResponseBody;
import com.docusign.iam.sdk.models.operations.GetTokenFromRefreshTokenSecurity;

/**
 * A connector that knows nothing but an integration key, a secret key and a refresh token. It is given the caller's
 * name, its API key and a refresh handle, and Countersign's address in place of DocuSign's.
 */
class Example {
    private static final String SERVER = System.getenv("COUNTERSIGN_URL");

    public static void main(String[] arguments) throws Exception {
        GetTokenFromRefreshTokenResponseBody tokens = IamClient.builder()
                .build()
                .auth()
                .getTokenFromRefreshToken()
                .serverURL(SERVER)
                .request(AuthorizationCodeGrant.builder()
                        .refreshToken(System.getenv("COUNTERSIGN_REFRESH_TOKEN"))
                        .build())
                .security(GetTokenFromRefreshTokenSecurity.builder()
                        .clientId(System.getenv("COUNTERSIGN_CLIENT_ID"))
                        .secretKey(System.getenv("COUNTERSIGN_CLIENT_SECRET"))
                        .build())
                .call()
                .object()
                .orElseThrow();
        UserInfo user = IamClient.builder()
                .accessToken(tokens.accessToken())
                .build()
                .auth()
                .getUserInfo()
                .serverURL(SERVER)
                .call()
                .userInfo()
                .orElseThrow();

        System.out.println("An access token for " + tokens.expiresIn() + " s, of " + user.name() + " <" + user.email()
                + ">, for the account " + user.accounts().getFirst().accountName());
    }
}
