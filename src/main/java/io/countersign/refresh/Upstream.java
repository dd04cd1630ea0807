package io.countersign.refresh;

import io.countersign.docusign.TokenAnswer;
import io.countersign.integration.ClientSecret;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** DocuSign, as the engine needs it. */
interface Upstream {

    /** The integration's client secrets, the one that worked last first; may be empty. */
    Uni<List<ClientSecret>> clientSecrets(String integration);

    /** Spends the lease's refresh token. Never fails, and goes on even if nobody waits for it. */
    Uni<TokenAnswer> refresh(Lease lease, ClientSecret clientSecret);

    /** Remembers that DocuSign took this secret. */
    Uni<Void> worked(String integration, ClientSecret clientSecret);
}
