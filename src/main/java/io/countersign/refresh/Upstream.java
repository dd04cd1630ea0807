package io.countersign.refresh;

import io.countersign.docusign.TokenAnswer;
import io.countersign.integration.ClientSecret;
import io.countersign.integration.Integration;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** DocuSign, as the engine needs it. */
interface Upstream {

    /** An integration with its client secrets, the one that worked last first. */
    record Credentials(Integration integration, List<ClientSecret> secrets) {}

    /** Reads the integration; its secrets may be none. */
    Uni<Credentials> credentials(String integration);

    /** Spends the lease's refresh token. Never fails, and goes on even if nobody waits for it. */
    Uni<TokenAnswer> refresh(Lease lease, Integration integration, ClientSecret clientSecret);

    /** Remembers that DocuSign took this secret. */
    Uni<Void> worked(String integration, ClientSecret clientSecret);
}
