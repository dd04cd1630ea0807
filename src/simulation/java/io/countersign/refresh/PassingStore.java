package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Passes everything on, but for what a subclass changes. */
class PassingStore implements RefreshStore {
    private final RefreshStore store;

    PassingStore(RefreshStore store) {
        this.store = store;
    }

    @Override
    public Uni<LeaseAnswer> lease(Target target, UUID attempt, Duration lease, Duration takeover) {
        return store.lease(target, attempt, lease, takeover);
    }

    @Override
    public Uni<Extension> extend(Lease lease, Duration duration, boolean counted) {
        return store.extend(lease, duration, counted);
    }

    @Override
    public Uni<Written> store(
            Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
        return store.store(lease, tokens, elapsed, rest, dueIn);
    }

    @Override
    public Uni<Void> giveBack(Lease lease, GivenBack how) {
        return store.giveBack(lease, how);
    }

    @Override
    public Uni<Recorded> refuse(Lease lease, ConsentReason reason, String error) {
        return store.refuse(lease, reason, error);
    }

    @Override
    public Uni<Recorded> refuseToken(Lease lease, ConsentReason reason, String error, long secretsVersion) {
        return store.refuseToken(lease, reason, error, secretsVersion);
    }
}
