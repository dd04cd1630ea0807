package io.countersign.refresh;

import io.countersign.refresh.upkeep.DueQueue;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the schedule and the shutdown would do with one of their rules taken out. */
final class BuggySurroundings {
    private BuggySurroundings() {}

    /** What was claimed and cannot be tried yet is left to the next claim. */
    static Mutation forgettingToPutBack() {
        return new Mutation() {
            @Override
            DueQueue queue(DueQueue queue) {
                return new DueQueue() {
                    @Override
                    public Uni<List<Target>> claim(int each, int most, Set<String> except, Duration ahead) {
                        return queue.claim(each, most, except, ahead);
                    }

                    @Override
                    public Uni<Void> putBack(Target target, Duration pause) {
                        return Uni.createFrom().voidItem();
                    }

                    @Override
                    public Uni<Integer> revive() {
                        return queue.revive();
                    }

                    @Override
                    public Uni<Integer> warn() {
                        return queue.warn();
                    }
                };
            }
        };
    }

    /** What cannot be stored is written again, but the renewal ends without waiting for that. */
    static Mutation storingAside() {
        return new Mutation() {
            @Override
            RefreshStore store(RefreshStore store, Pulse pulse) {
                return new PassingStore(store) {
                    @Override
                    public Uni<Written> store(
                            Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
                        Uni<Written> write = super.store(lease, tokens, elapsed, rest, dueIn);
                        return write.onFailure().recoverWithUni(failure -> {
                            again(write, pulse);
                            return Uni.createFrom().item(Written.STORED);
                        });
                    }
                };
            }
        };
    }

    private static void again(Uni<RefreshStore.Written> write, Pulse pulse) {
        pulse.after(Duration.ofSeconds(1))
                .chain(() -> write)
                .subscribe()
                .with(written -> {}, failure -> again(write, pulse));
    }

    /** Nobody tells that the last renewal has ended. */
    static Mutation drainingWithoutEnd() {
        return new Mutation() {
            @Override
            CompletableFuture<Void> drain(SimulatedEngine engine) {
                return engine.drain().thenCompose(ended -> new CompletableFuture<>());
            }
        };
    }

    /** Whoever asks while the process drains is served, and nobody waits for that. */
    static Mutation openWhileDraining() {
        return new Mutation() {
            @Override
            CompletableFuture<Void> drain(SimulatedEngine engine) {
                CompletableFuture<Void> drained = engine.drain();
                engine.forgetDraining();
                return drained;
            }
        };
    }
}
