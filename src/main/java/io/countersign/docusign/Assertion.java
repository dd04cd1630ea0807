package io.countersign.docusign;

import io.countersign.crypto.Secret;
import java.util.List;

/**
 * What is asserted to get an access token for a user who has consented (RFC 7523, DocuSign's JWT grant).
 *
 * @param integrationKey the OAuth client id, which the assertion names as its issuer
 * @param userId the GUID of the user who is impersonated
 * @param scopes what the token is for; not empty
 * @param privateKey the RSA key that signs, PKCS#8, DER; DocuSign holds its public half
 */
public record Assertion(String integrationKey, String userId, List<String> scopes, Secret privateKey) {

    /** Copies the scopes. */
    public Assertion {
        scopes = List.copyOf(scopes);
    }
}
