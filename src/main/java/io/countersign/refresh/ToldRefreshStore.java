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

    /** A token that the database brought back from before its last renewal is marked before DocuSign's answer to it is judged. */
    @Override
    public Uni<LeaseAnswer> lease(Target target, UUID attempt, Duration lease, Duration takeover) {
        long asked = ticker.read();
        return store.lease(target, attempt, lease, takeover).invoke(answer -> {
            if (answer instanceof LeaseAnswer.Leased) {
                generations.read(target.id(), target.generation(), asked);
            }
        });
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

    private <T> Uni<T> telling(Lease lease, Uni<T> write) {
        return changes.telling(lease.id().tenant(), lease.id().name(), write);
    }
}
