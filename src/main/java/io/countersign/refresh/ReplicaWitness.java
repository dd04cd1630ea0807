package io.countersign.refresh;

import io.countersign.clock.MonotonicClock;
import io.countersign.connection.ConnectionChanges;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/** What this replica remembers: the generations that it has seen, and tokens that it issues from memory. */
@ApplicationScoped
class ReplicaWitness implements LeaseWitness {
    private final ConnectionChanges changes;
    private final GenerationWatch generations;
    private final MonotonicClock clock;

    ReplicaWitness(ConnectionChanges changes, GenerationWatch generations, MonotonicClock clock) {
        this.changes = changes;
        this.generations = generations;
        this.clock = clock;
    }

    @Override
    public Uni<LeaseAnswer> watching(Target target, Supplier<Uni<LeaseAnswer>> lease) {
        return Uni.createFrom().deferred(() -> {
            long asked = clock.nanoTime();
            return lease.get()
                    .chain(answer -> answer instanceof LeaseAnswer.Leased leased
                            ? compared(leased, target, asked)
                            : Uni.createFrom().item(answer));
        });
    }

    private Uni<LeaseAnswer> compared(LeaseAnswer.Leased leased, Target target, long asked) {
        return generations
                .leased(target.id(), target.generation(), asked)
                .map(doubtful ->
                        doubtful ? new LeaseAnswer.Leased(leased.lease().inDoubt()) : leased);
    }

    @Override
    public Uni<RefreshStore.Written> storing(Lease lease, Uni<RefreshStore.Written> write) {
        return telling(lease, write.invoke(written -> {
            if (written == RefreshStore.Written.STORED) {
                generations.stored(lease.id(), lease.generation() + 1);
            }
        }));
    }

    @Override
    public <T> Uni<T> telling(Lease lease, Uni<T> write) {
        return changes.telling(lease.id().tenant(), lease.id().name(), write);
    }
}
