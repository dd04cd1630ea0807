package io.countersign.refresh;

import com.github.benmanes.caffeine.cache.Ticker;
import io.countersign.connection.ConnectionChanges;
import io.countersign.connection.ConsentReason;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.UUID;

/** Tells what the engine wrote to whoever remembers the connection as it was. */
@Decorator
@Priority(Interceptor.Priority.APPLICATION)
abstract class ToldRefreshStore implements RefreshStore {
    private final RefreshStore store;
    private final ConnectionChanges changes;
    private final GenerationWatch generations;
    private final Ticker ticker;

    ToldRefreshStore(
            @Delegate @Any RefreshStore store, ConnectionChanges changes, GenerationWatch generations, Ticker ticker) {
        this.ticker = ticker;
        this.generations = generations;
        this.store = store;
        this.changes = changes;
    }

    /**
     * A token that the database brought back from before its last renewal may be spent: the row is marked before anything is sent, and the lease says
     * so even where it cannot be, so that no answer of DocuSign's is taken for a verdict about the consent.
     */
    @Override
    public Uni<LeaseAnswer> lease(Target target, UUID attempt, Duration lease, Duration takeover) {
        return Uni.createFrom().deferred(() -> {
            long asked = ticker.read();
            return store.lease(target, attempt, lease, takeover)
                    .chain(answer -> answer instanceof LeaseAnswer.Leased leased
                            ? watched(leased, target, asked)
                            : Uni.createFrom().item(answer));
        });
    }

    private Uni<LeaseAnswer> watched(LeaseAnswer.Leased leased, Target target, long asked) {
        return generations
                .leased(target.id(), target.generation(), asked)
                .map(doubtful ->
                        doubtful ? new LeaseAnswer.Leased(leased.lease().inDoubt()) : leased);
    }

    @Override
    public Uni<Written> store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn) {
        return telling(lease, store.store(lease, tokens, elapsed, rest, dueIn).invoke(written -> {
            if (written == Written.STORED) {
                generations.stored(lease.id(), lease.generation() + 1);
            }
        }));
    }

    @Override
    public Uni<Void> refuse(Lease lease, ConsentReason reason, String error) {
        return telling(lease, store.refuse(lease, reason, error));
    }

    @Override
    public Uni<Boolean> refuseToken(Lease lease, ConsentReason reason, String error, long secretsVersion) {
        return telling(lease, store.refuseToken(lease, reason, error, secretsVersion));
    }

    private <T> Uni<T> telling(Lease lease, Uni<T> write) {
        return changes.telling(lease.id().tenant(), lease.id().name(), write);
    }
}
