package io.countersign.refresh;

import io.countersign.connection.GrantType;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Assertion;
import io.countersign.docusign.DocuSign;
import io.countersign.docusign.TokenAnswer;
import io.countersign.docusign.UserInfoAnswer;
import io.countersign.integration.Credential;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.countersign.integration.Integrations;
import io.countersign.integration.RsaKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.BooleanSupplier;

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
    public Uni<Credentials> credentials(String integration, GrantType grant) {
        Uni<Optional<Credentials>> read = switch (grant) {
            case AUTHORIZATION_CODE -> integrations.withSecrets(integration);
            case JWT_BEARER -> integrations.withRsaKeys(integration);
        };
        return read.map(found -> found.orElseThrow(() -> new IllegalStateException("The integration is gone")));
    }

    @Override
    public Uni<TokenAnswer> refresh(
            Lease lease,
            LeasedGrant.RefreshToken token,
            Integration integration,
            Credential credential,
            long latestNanos) {
        return docusign.refresh(
                integration.environment(), integration.client(credential), token.value(), inTime(latestNanos));
    }

    @Override
    public Uni<TokenAnswer> assertUser(AssertionProgress call, RsaKey key, long latestNanos) {
        Integration integration = call.integration();
        Assertion assertion = new Assertion(
                integration.integrationKey(), call.user().belonging().userId(), call.scopes(), key.privateKey());
        return docusign.assertUser(integration.environment(), assertion, inTime(latestNanos));
    }

    @Override
    public Uni<UserInfoAnswer> userInfo(Integration integration, Secret accessToken) {
        return docusign.userInfo(integration.environment(), accessToken);
    }

    private BooleanSupplier inTime(long latestNanos) {
        return () -> pulse.nanoTime() - latestNanos <= 0;
    }

    @Override
    public Uni<Void> worked(String integration, Credential credential) {
        return integrations.worked(integration, credential);
    }
}
