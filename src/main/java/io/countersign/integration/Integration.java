package io.countersign.integration;

import io.countersign.docusign.ClientCredentials;
import io.countersign.docusign.Environment;
import java.net.URI;
import java.util.List;

/**
 * An integration as other packages see it.
 *
 * @param name its name in paths
 * @param environment which of DocuSign's two worlds it lives in
 * @param integrationKey the OAuth client id: a GUID, as it was given; no secret
 * @param scopes what a connection asks for that names no scopes of its own; not empty
 * @param secretsVersion rises with every client secret and RSA key that is added or deleted: whoever waits for one that
 *     works looks whether it has risen
 * @param redirectUri where DocuSign sends people back to; must be registered at DocuSign exactly so
 */
public record Integration(
        String name,
        Environment environment,
        String integrationKey,
        List<String> scopes,
        long secretsVersion,
        URI redirectUri) {

    /** Copies the scopes. */
    public Integration {
        scopes = List.copyOf(scopes);
    }

    /**
     * What it says of itself when it exchanges a code or a refresh token with this credential of its own.
     *
     * @throws IllegalArgumentException for an RSA key, which only signs assertions
     */
    public ClientCredentials client(Credential credential) {
        return switch (credential) {
            case ClientSecret secret -> new ClientCredentials.SecretClient(integrationKey, secret.value());
            case PublicClient none -> new ClientCredentials.PublicApp(integrationKey);
            case RsaKey key -> throw new IllegalArgumentException("An RSA key authenticates no client");
        };
    }

    static Integration of(IntegrationRow row, PublicUrl publicUrl) {
        return new Integration(
                row.name(),
                row.environment(),
                row.integrationKey(),
                row.scopes(),
                row.secretsVersion(),
                publicUrl.redirectUri(row.name()));
    }
}
