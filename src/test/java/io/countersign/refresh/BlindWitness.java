package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/** Remembers nothing. */
final class BlindWitness implements LeaseWitness {
    @Override
    public Uni<LeaseAnswer> watching(Target target, Supplier<Uni<LeaseAnswer>> lease) {
        return lease.get();
    }

    @Override
    public Uni<RefreshStore.Written> storing(Lease lease, Uni<RefreshStore.Written> write) {
        return write;
    }

    @Override
    public <T> Uni<T> telling(Lease lease, Uni<T> write) {
        return write;
    }
}
