package io.countersign.refresh;

import io.countersign.docusign.DocuSign;
import io.countersign.docusign.TokenAnswer;
import io.countersign.integration.Credential;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.countersign.integration.Integrations;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The real DocuSign, with the integration's own credentials. */
@ApplicationScoped
class DocuSignUpstream implements Upstream {
    private final Integrations integrations;
    private final DocuSign docusign;
    private final Pulse pulse;

    DocuSignUpstream(Integrations integrations, DocuSign docusign, Pulse pulse) {
        this.integrations = integrations;
        this.docusign = docusign;
        this.pulse = pulse;
    }

    @Override
    public Uni<Credentials> credentials(String integration) {
        return integrations
                .withSecrets(integration)
                .map(found -> found.orElseThrow(() -> new IllegalStateException("The integration is gone")));
    }

    @Override
    public Uni<TokenAnswer> refresh(Lease lease, Integration integration, Credential credential, long latestNanos) {
        return docusign.refresh(
                integration.environment(),
                integration.client(credential),
                lease.refreshToken(),
                () -> pulse.nanoTime() - latestNanos <= 0);
    }

    @Override
    public Uni<Void> worked(String integration, Credential credential) {
        return integrations.worked(integration, credential);
    }
}
