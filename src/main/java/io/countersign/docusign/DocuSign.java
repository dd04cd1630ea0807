package io.countersign.docusign;

import io.countersign.crypto.Secret;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;

/** API draft. */
@ApplicationScoped
public class DocuSign {
    public URI origin(Environment environment) {
        throw new UnsupportedOperationException();
    }

    public URI authorizeUri(Environment environment, AuthorizeRequest request) {
        throw new UnsupportedOperationException();
    }

    public Uni<TokenAnswer> exchangeCode(
            Environment environment, ClientCredentials client, Secret code, Secret codeVerifier) {
        throw new UnsupportedOperationException();
    }

    public Uni<TokenAnswer> refresh(Environment environment, ClientCredentials client, Secret refreshToken) {
        throw new UnsupportedOperationException();
    }

    public Uni<UserInfoAnswer> userInfo(Environment environment, Secret accessToken) {
        throw new UnsupportedOperationException();
    }
}
