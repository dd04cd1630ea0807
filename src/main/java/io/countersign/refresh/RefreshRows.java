package io.countersign.refresh;

import io.countersign.tenant.TenantKeyset;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a lease ends, in the rows. Each method, like those of {@link LeaseRows}, changes a row once, under one condition,
 * and answers what it found; what that means, {@link Leases} says. Every write names the connection's uuid and the
 * generation that the lease was taken on; none holds a database connection longer than its own statements. All times
 * are the database's.
 */
interface RefreshRows {

    /** What came of storing tokens. */
    sealed interface Stored {
        /** They stand. */
        record Done() implements Stored {}

        /** The generation is not that of the lease any more. */
        record OtherGeneration() implements Stored {}

        /**
         * Nothing is stored: the tenant's keyset has got another key since it was read, and the one that these tokens
         * are sealed under may leave it, or has left it.
         *
         * @param present as it is now
         */
        record OtherKeyset(TenantKeyset present) implements Stored {}
    }

    /**
     * See {@link RefreshStore#store}. Seals the tokens under the lease's keyset, and stores them only where the tenant
     * still has that version of it, which nobody changes before they stand.
     */
    Uni<Stored> store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn);

    /** Whether the next generation was stored by this attempt: a try whose answer was lost may have been committed. */
    Uni<Boolean> isStoredBy(Lease lease);

    /**
     * Gives the lease back. One that is not ours any more is left alone. The first refusal in unknown words of a code
     * is recorded.
     */
    Uni<Void> giveBack(LeaseHolder holder, GivenBack how);

    /** See {@link RefreshStore#refuse}. */
    Uni<Recorded> refuse(Lease lease, Refusal refusal);

    /** See {@link RefreshStore#refuseToken}. */
    Uni<Recorded> refuseToken(Lease lease, Refusal refusal, long secretsVersion);
}
