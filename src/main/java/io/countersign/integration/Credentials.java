package io.countersign.integration;

import java.util.List;

/**
 * What talks to DocuSign for an integration.
 *
 * @param integration as it was when the secrets were read
 * @param secrets in the order in which to try them; may be empty
 */
public record Credentials(Integration integration, List<ClientSecret> secrets) {

    /** Copies the secrets. */
    public Credentials {
        secrets = List.copyOf(secrets);
    }
}
