package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Leases and how they end, as attempts see them. All times are the database's. */
interface RefreshStore {

    /** How a write of new tokens ended. */
    enum Written {
        /** They are the connection's tokens now. */
        STORED,
        /** The generation has moved on: they belong to nobody any more. */
        STALE
    }

    /**
     * Takes the lease for that long if nothing stands in its way (see {@link LeaseRows#lease}). A lease that ran out
     * without its owner ending it is not taken: it is emptied, the row marked unsure, and closed for {@code takeover}.
     */
    Uni<LeaseAnswer> lease(Target target, UUID attempt, Duration lease, Duration takeover);

    /**
     * Renews the lease for a further call of the same attempt if it is still ours and the gate is as {@link #lease}
     * wants it.
     *
     * @param counted whether the call before this one may have reached DocuSign: then the next is another of the
     *     connection's ten a minute
     */
    Uni<Extension> extend(Lease lease, Duration duration, boolean counted);

    /**
     * Stores the tokens as the next generation, whoever holds the lease by now. Doing it again after an unknown commit
     * answers {@link Written#STORED} too. The access token ends no later than its life after the lease was given,
     * however long this takes to arrive. Over a lease that is not this attempt's any more, the new tokens are in doubt
     * from the start: whoever took over may send the same old token.
     *
     * @param elapsed time since the request was sent
     * @param rest how long nobody gets the next lease
     * @param dueIn when the background looks at it again if nobody uses the tokens; null for never
     */
    Uni<Written> store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn);

    /** Gives the lease back without new tokens. One that is not ours any more is left alone. */
    Uni<Void> giveBack(Lease lease, GivenBack how);

    /**
     * Records DocuSign's refusal. Keeps the tokens and the generation: a late success still lands. Where the row has
     * become unsure since it was leased, a refusal of the token says {@link ConsentReason#LOST_RESPONSE}.
     *
     * @return never {@link Recorded.Outdated}
     */
    Uni<Recorded> refuse(Lease lease, ConsentReason reason, String error);

    /**
     * As {@link #refuse}, of a refusal of the token itself: it says nothing once the integration has other client
     * secrets than those it was found with. Noted with them before, by {@code UpstreamGate.noteVerdict} or
     * {@code UpstreamGate.verdictSlot}, so that {@code DueQueue.revive} finds whatever is written here.
     *
     * @param secretsVersion of the client secrets that were tried
     */
    Uni<Recorded> refuseToken(Lease lease, ConsentReason reason, String error, long secretsVersion);
}
