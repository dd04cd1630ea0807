package io.countersign.consent;

import io.countersign.connection.ConnectionId;
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
 * @param expiresAt its end
 * @param returnUrl where a consent that ends well leads, or null for a page here
 * @param tenantDisplayName the customer
 * @param integration the app
 * @param environment {@code demo} or {@code production}
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
        Instant expiresAt,
        @Nullable URI returnUrl,
        String tenantDisplayName,
        String integration,
        String environment,
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

    /** The page for a link that cannot be used. */
    ConsentStop stop() {
        return switch (status) {
            case OPEN -> throw new IllegalStateException("The link can be used");
            case USED -> ConsentStop.LINK_USED;
            case EXPIRED -> ConsentStop.LINK_EXPIRED;
            case WITHDRAWN -> ConsentStop.LINK_WITHDRAWN;
        };
    }
}
