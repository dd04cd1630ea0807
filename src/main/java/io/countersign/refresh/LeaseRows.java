package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.crypto.UnreadableSecretException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** How a lease begins and goes on, in the rows: see {@link RefreshRows} for how it ends, and for what holds of both. */
interface LeaseRows {

    /** What came of trying to take a lease. */
    sealed interface Taken {

        /** It is ours, and the row has just proven that it can be written. */
        record Given(Lease lease) implements Taken {}

        /** Something stands in its way: see {@link LeaseRows#obstacle}. */
        record NotGiven() implements Taken {}

        /** It is ours, and what it protects does not open. */
        record Unreadable(UnreadableSecretException why) implements Taken {}

        /** It is ours, and what it protects is wrapped by a key that this replica lacks. */
        record KeyMissing() implements Taken {}
    }

    /**
     * Takes the lease for that long if the generation is still that, the connection is active (or made due again after
     * a refusal; one that impersonates a known user: anything but disconnected), no owner is named (of an
     * impersonation: none whose lease still runs), no back-off is running, it was leased for fewer than ten calls in
     * {@link RefreshTimes#MINUTE_OF_CALLS}, and the gate is open or this attempt its probe. Makes the row due when the
     * lease ends, for whoever finds it then.
     */
    Uni<Taken> lease(Target target, UUID attempt, Duration lease);

    /** What stands between the connection and a lease; empty if there is no such connection any more. */
    Uni<Optional<Obstacle>> obstacle(ConnectionId id);

    /**
     * Empties a lease that ran out with its owner still named, marks the row unsure and closes it for that long. Does
     * nothing where there is none.
     */
    Uni<Void> empty(Target target, Duration closedFor);

    /**
     * Renews the lease for a further call of the same attempt if it is still ours and the gate is as {@link #lease}
     * wants it.
     *
     * @param counted whether the call before this one may have reached DocuSign: then the next is another of the
     *     connection's ten a minute
     * @return whether it did
     */
    Uni<Boolean> extend(Lease lease, Duration duration, boolean counted);

    /** What stands between a lease and its extension; empty if it is not ours any more. */
    Uni<Optional<ExtensionObstacle>> extensionObstacle(Lease lease);
}
