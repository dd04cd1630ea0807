package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the rows' answers mean for an attempt. The simulation runs this very class over rows of its own. */
final class Leases implements RefreshStore {
    private static final Duration UNREADABLE_PAUSE = Duration.ofMinutes(10);

    /** How often tokens are sealed for one try to store them. */
    private static final int MOST_SEALS = 5;

    private final LeaseRows rows;
    private final RefreshRows ends;
    private final LeaseWitness witness;

    /**
     * @param rows where leases are taken
     * @param ends where they end
     */
    Leases(LeaseRows rows, RefreshRows ends, LeaseWitness witness) {
        this.rows = rows;
        this.ends = ends;
        this.witness = witness;
    }

    /**
     * A row that does not open gives its lease back: nothing was sent, so nothing is in doubt. Only a person can mend
     * it, so it is left alone; but where no more than a key is lacking here, another replica can have it at once.
     */
    @Override
    public Uni<LeaseAnswer> lease(Target target, UUID attempt, Duration lease, Duration takeover) {
        LeaseHolder holder = new LeaseHolder(target.id(), target.generation(), attempt);
        return witness.watching(
                target,
                () -> rows.lease(target, attempt, lease).chain(taken -> switch (taken) {
                    case LeaseRows.Taken.Given given -> Uni.createFrom().item(new LeaseAnswer.Leased(given.lease()));
                    case LeaseRows.Taken.NotGiven notGiven ->
                        rows.obstacle(target.id()).chain(obstacle -> meaning(obstacle, target, takeover));
                    case LeaseRows.Taken.Unreadable unreadable ->
                        ends.giveBack(holder, GivenBack.held(UNREADABLE_PAUSE, LastError.UNREADABLE.wireName()))
                                .chain(() -> Uni.createFrom().failure(unreadable.why()));
                    case LeaseRows.Taken.KeyMissing missing ->
                        ends.giveBack(holder, GivenBack.unused(LastError.KEY_MISSING.wireName()))
                                .replaceWith(new LeaseAnswer.KeyMissing());
                }));
    }

    private Uni<LeaseAnswer> meaning(Optional<Obstacle> found, Target target, Duration takeover) {
        if (found.isEmpty()) {
            return Uni.createFrom().item(new LeaseAnswer.Moved());
        }
        Obstacle obstacle = found.get();
        LeaseAnswer answer = obstacle.answer(target, takeover);
        return obstacle.isAbandoned(target)
                ? rows.empty(target, takeover).replaceWith(answer)
                : Uni.createFrom().item(answer);
    }

    @Override
    public Uni<Extension> extend(Lease lease, Duration duration, boolean counted) {
        return rows.extend(lease, duration, counted)
                .chain(extended -> extended
                        ? Uni.createFrom().item(new Extension.Extended())
                        : rows.extensionObstacle(lease).map(obstacle -> meaning(obstacle, counted)));
    }

    private static Extension meaning(Optional<ExtensionObstacle> found, boolean counted) {
        return found.isEmpty() ? new Extension.Lost() : found.get().answer(counted);
    }

    @Override
    public Uni<Written> store(
            Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
        return witness.storing(lease, store(lease, tokens, elapsed, rest, dueIn, MOST_SEALS));
    }

    /**
     * A keyset that has moved on is no reason to lose tokens, nor to call them stale: they are sealed anew. One that
     * moves on again and again would be an odd thing; whoever keeps the tokens tries again then.
     */
    private Uni<Written> store(
            Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn, int seals) {
        return ends.store(lease, tokens, elapsed, rest, dueIn).chain(stored -> switch (stored) {
            case RefreshRows.Stored.Done done -> Uni.createFrom().item(Written.STORED);
            case RefreshRows.Stored.OtherGeneration other ->
                ends.isStoredBy(lease).map(ours -> ours ? Written.STORED : Written.STALE);
            case RefreshRows.Stored.OtherKeyset other ->
                seals == 1
                        ? Uni.createFrom().failure(new IllegalStateException("The tenant's keyset moves on and on"))
                        : store(lease.under(other.present()), tokens, elapsed, rest, dueIn, seals - 1);
        });
    }

    @Override
    public Uni<Void> giveBack(Lease lease, GivenBack how) {
        return ends.giveBack(lease.holder(), how);
    }

    @Override
    public Uni<Recorded> refuse(Lease lease, ConsentReason reason, String error) {
        return witness.telling(lease, ends.refuse(lease, Refusal.of(lease, reason, error)));
    }

    @Override
    public Uni<Recorded> refuseToken(Lease lease, ConsentReason reason, String error, long secretsVersion) {
        return witness.telling(lease, ends.refuseToken(lease, Refusal.of(lease, reason, error), secretsVersion));
    }
}
