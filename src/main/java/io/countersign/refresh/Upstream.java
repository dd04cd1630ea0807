package io.countersign.refresh;

import io.countersign.docusign.TokenAnswer;
import io.countersign.integration.Credential;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.smallrye.mutiny.Uni;

/** DocuSign, as the engine needs it. */
interface Upstream {

    /** Reads the integration; its credentials may be none. Fails if it is gone. */
    Uni<Credentials> credentials(String integration);

    /**
     * Spends the lease's refresh token. Never fails, and goes on even if nobody waits for it.
     *
     * @param latestNanos by {@link Pulse#nanoTime}: after it nothing is sent any more, however long connecting took
     */
    Uni<TokenAnswer> refresh(Lease lease, Integration integration, Credential credential, long latestNanos);

    /** Remembers that DocuSign took this credential. */
    Uni<Void> worked(String integration, Credential credential);
}
