package io.countersign.refresh;

import io.countersign.connection.GrantType;
import io.countersign.crypto.Secret;
import io.countersign.docusign.TokenAnswer;
import io.countersign.docusign.UserInfoAnswer;
import io.countersign.integration.Credential;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.countersign.integration.RsaKey;
import io.smallrye.mutiny.Uni;

/** DocuSign, as the engine needs it. */
interface Upstream {

    /** Reads the integration, with what it proves itself with for that grant, maybe nothing. Fails if it is gone. */
    Uni<Credentials> credentials(String integration, GrantType grant);

    /**
     * Spends a refresh token. Never fails, and goes on even if nobody waits for it.
     *
     * @param lease of the connection that the token is of
     * @param latestNanos by {@link Pulse#nanoTime}: after it nothing is sent any more, however long connecting took
     */
    Uni<TokenAnswer> refresh(
            Lease lease,
            LeasedGrant.RefreshToken token,
            Integration integration,
            Credential credential,
            long latestNanos);

    /**
     * Signs an assertion anew and sends it. Never fails, and goes on even if nobody waits for it.
     *
     * @param call who is impersonated for what, with which key
     * @param latestNanos as above
     */
    Uni<TokenAnswer> assertUser(AssertionProgress call, RsaKey key, long latestNanos);

    /** Asks whose access token that is. Never fails. */
    Uni<UserInfoAnswer> userInfo(Integration integration, Secret accessToken);

    /** Remembers that DocuSign took this credential. */
    Uni<Void> worked(String integration, Credential credential);
}
