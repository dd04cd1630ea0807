package io.countersign.refresh;

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

    /** See {@link RefreshStore#store}. @return whether the generation was still that */
    Uni<Boolean> store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn);

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
