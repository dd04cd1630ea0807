package io.countersign.issuing;

import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.docusign.ApiHosts;
import io.countersign.keyring.UnreadableRows;
import io.countersign.tenant.TenantKeysets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * Sealed under the tenants' keysets, and bound to the address that is told beside them. That is judged anew: what is
 * believed may have become less.
 */
@ApplicationScoped
public class SealedAccessTokens {
    private static final Logger LOG = Logger.getLogger(SealedAccessTokens.class);

    private final TenantKeysets keysets;
    private final ApiHosts hosts;
    private final UnreadableRows unreadable;

    SealedAccessTokens(TenantKeysets keysets, ApiHosts hosts, UnreadableRows unreadable) {
        this.keysets = keysets;
        this.hosts = hosts;
        this.unreadable = unreadable;
    }

    /**
     * The token of something that has one.
     *
     * @throws UnreadableSecretException as the other one
     */
    Secret open(Issuable issuable) {
        try {
            return open(
                    TokenPlaces.of(issuable.id(), issuable.environment(), issuable.accountId(), issuable.baseUri()),
                    issuable.generation(),
                    issuable.wrappedKeyset(),
                    Objects.requireNonNull(issuable.sealedToken()));
        } catch (UnreadableSecretException e) {
            LOG.errorf(
                    "row_unreadable tenant=%s connection=%s: %s. It was damaged, put elsewhere or rewritten, or its"
                            + " address is not believed any more; it is not issued. See docs/runbooks/keyring.md",
                    issuable.id().tenant(), issuable.id().name(), e.getMessage());
            throw e;
        }
    }

    /**
     * The access token of a row.
     *
     * @param places what the row says that its tokens serve
     * @param wrapped the tenant's keyset
     * @throws UnreadableSecretException if it is not to be issued: the row was damaged or put elsewhere, or names an
     *     address that is not believed. Counted in either case: somebody has to look at that row
     */
    public Secret open(TokenPlaces places, long generation, byte[] wrapped, byte[] sealed) {
        Secret token = keysets.open(places.id().tenant(), wrapped, sealed, places.accessToken(generation));
        return hosts.believe(places.environment(), places.baseUri())
                ? token
                : unreadable.counting(wrapped, () -> {
                    throw new UnreadableSecretException("connection_token.base_uri");
                });
    }
}
