package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.TokenPlaces;
import io.countersign.refresh.gate.GateKey;
import io.countersign.tenant.TenantKeyset;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The right to ask for a connection's tokens, for a while.
 *
 * @param id the connection
 * @param integration through which it was authorised
 * @param places what its tokens are sealed for
 * @param generation of the tokens, which the store compares
 * @param keyset the tenant's as the lease found it, to seal what comes
 * @param attempt who holds the lease
 * @param givenAt when, by the database's clock; whatever it is used for is sent later
 * @param grant what they are asked for with
 * @param held the access token of that generation, or null where there is none that opens, or a caller reported that
 *     DocuSign rejects it: any new one is better
 * @param unsure whether an earlier attempt may have spent the refresh token
 * @param refreshLeft until its computed end; negative once that has passed; null where nobody knows one
 * @param accessLeft until the access token's end; negative once that has passed
 * @param failures in a row before this attempt
 * @param unknownRefusals of that refresh token so far
 * @param extended whether a renewal prolongs it
 * @param finality of a refusal
 * @param marked whether the integration's gate waits for a good answer or the integration is flagged: see
 *     {@code UpstreamGate.open}
 */
record Lease(
        ConnectionId id,
        String integration,
        TokenPlaces places,
        long generation,
        TenantKeyset keyset,
        UUID attempt,
        Instant givenAt,
        LeasedGrant grant,
        @Nullable HeldAccess held,
        boolean unsure,
        @Nullable Duration refreshLeft,
        Duration accessLeft,
        int failures,
        UnknownRefusals unknownRefusals,
        boolean extended,
        Finality finality,
        boolean marked) {

    LeaseHolder holder() {
        return new LeaseHolder(id, generation, attempt);
    }

    /** The gate that its calls pass. */
    GateKey gate() {
        return new GateKey(integration, grant.type());
    }

    /** Whether a call whose answer is lost may have spent what it asked with. */
    boolean canBeSpent() {
        return switch (grant) {
            case LeasedGrant.RefreshToken token -> true;
            case LeasedGrant.Impersonation user -> false;
        };
    }

    /** The same lease, whose tokens are sealed under another keyset of the tenant's: the present one. */
    Lease under(TenantKeyset present) {
        return new Lease(
                id,
                integration,
                places,
                generation,
                present,
                attempt,
                givenAt,
                grant,
                held,
                unsure,
                refreshLeft,
                accessLeft,
                failures,
                unknownRefusals,
                extended,
                finality,
                marked);
    }

    /** The same lease of a token that an earlier attempt may have spent after all. */
    Lease inDoubt() {
        if (!canBeSpent()) {
            return this;
        }
        return new Lease(
                id,
                integration,
                places,
                generation,
                keyset,
                attempt,
                givenAt,
                grant,
                held,
                true,
                refreshLeft,
                accessLeft,
                failures,
                unknownRefusals,
                extended,
                finality,
                marked);
    }
}
