package io.countersign.consent;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.GrantType;
import io.countersign.docusign.Environment;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A link as it is found, with what its page shows and its consent needs.
 *
 * @param id the connection that it was made for
 * @param hash SHA-256 of the link
 * @param status whether it can be used
 * @param refusalTold whether the trail has heard within the last minute that it was used in vain
 * @param expiresAt its end
 * @param returnUrl where a consent that ends well leads, or null for a page here
 * @param tenantDisplayName the customer
 * @param integration the app
 * @param appName what people see of the app
 * @param environment the app's
 * @param kind whose consent it asks for
 * @param grant the connection's
 * @param userId whom the connection impersonates by its settings, or null where they name nobody
 * @param scopes what will be asked for
 * @param expectedEmail the pin, or null
 * @param expectedAccountId the pin, or null
 * @param knownEmail of the user who consented before, or null
 * @param wrappedKeyset the tenant's
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
record ConsentLink(
        ConnectionId id,
        byte[] hash,
        Status status,
        boolean refusalTold,
        Instant expiresAt,
        @Nullable URI returnUrl,
        String tenantDisplayName,
        String integration,
        String appName,
        Environment environment,
        LinkKind kind,
        GrantType grant,
        @Nullable String userId,
        List<String> scopes,
        @Nullable String expectedEmail,
        @Nullable String expectedAccountId,
        @Nullable String knownEmail,
        byte[] wrappedKeyset) {

    /** Whether a link can be used. */
    enum Status {
        OPEN,
        USED,
        EXPIRED,
        WITHDRAWN
    }

    /** Whether nothing that began with it can be stored any more: one that has expired lets its attempts come back. */
    boolean isOver() {
        return status == Status.USED || status == Status.WITHDRAWN;
    }

    /**
     * Whether what DocuSign sends back does not matter, but for a no: whom the connection impersonates is known, and
     * only an assertion tells whether it may. Nothing may depend on the code of an administrator's consent.
     */
    boolean ignoresCode() {
        return userId != null || kind == LinkKind.ADMIN;
    }

    /** The e-mail address to fill in at DocuSign, or null; an administrator is somebody else. */
    @Nullable
    String loginHint() {
        return switch (kind) {
            case INDIVIDUAL -> expectedEmail == null ? knownEmail : expectedEmail;
            case ADMIN -> null;
        };
    }

    /** The page for a link that cannot be used. */
    ConsentEnd end() {
        return switch (status) {
            case OPEN -> throw new IllegalStateException("The link can be used");
            case USED -> ConsentEnd.LINK_USED;
            case EXPIRED -> ConsentEnd.LINK_EXPIRED;
            case WITHDRAWN -> ConsentEnd.LINK_WITHDRAWN;
        };
    }
}
