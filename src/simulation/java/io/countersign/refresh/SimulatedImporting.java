package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.docusign.UserInfoAnswer;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * What a process does with imports, in the order of the package {@code importing}: brought, proven by {@link Proofs},
 * its user asked for, judged. Whoever brings one does all of it; the schedule goes on where that ended.
 */
final class SimulatedImporting {
    private static final Duration WAIT = Duration.ofSeconds(8);
    private static final Duration SILENT_AGAIN = Duration.ofSeconds(30);
    private static final int MOST = 32;

    private final SimulatedWorld world;
    private final SimulatedWire wire;

    /** For the statements that do judge. */
    private final SimulatedWire judging;

    private final SimulatedUpstream upstream;
    private final Proofs proofs;
    private final Pulse pulse;
    private boolean stopped;

    /**
     * @param wire of the import's statements
     * @param judging of those that give a connection what was brought
     */
    SimulatedImporting(
            SimulatedWorld world,
            SimulatedWire wire,
            SimulatedWire judging,
            SimulatedUpstream upstream,
            Proofs proofs,
            Pulse pulse) {
        this.world = world;
        this.wire = wire;
        this.judging = judging;
        this.upstream = upstream;
        this.proofs = proofs;
        this.pulse = pulse;
    }

    CompletableFuture<Void> drain() {
        stopped = true;
        return proofs.drain();
    }

    /** Somebody brings a token. Cancelling ends the waiting only. */
    Uni<Void> bring(String tenant, String token) {
        return wire.send("bring " + token, () -> world.imports().insert(tenant, "default", token))
                .chain(insertion -> insertion
                                .filter(ImportedTokens.Insertion.Inserted.class::isInstance)
                                .isPresent()
                        ? goOn(((ImportedTokens.Insertion.Inserted) insertion.get()).target())
                        : Uni.createFrom().voidItem())
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> goOn(Target target) {
        Uni<Void> going = prove(target).memoize().indefinitely();
        return Uni.join().first(going, pulse.after(WAIT)).toTerminate();
    }

    private Uni<Void> prove(Target target) {
        return proofs.prove(target, WAIT).chain(proof -> switch (proof) {
            case Proof.Proven proven -> judge(target).replaceWithVoid();
            case Proof.Refused refused -> Uni.createFrom().voidItem();
            case Proof.Unproven unproven -> Uni.createFrom().voidItem();
            case Proof.Gone gone -> Uni.createFrom().voidItem();
        });
    }

    /** What nobody waits for any more. */
    Uni<Void> claim() {
        return stopped
                ? Uni.createFrom().voidItem()
                : wire.send("claim", () -> world.imports().claim(MOST))
                        .invoke(due -> due.forEach(this::begin))
                        .replaceWithVoid();
    }

    private void begin(ImportedTokens.Due due) {
        (due.toBeJudged() ? judgeDue(due.target()) : proveDue(due.target()))
                .subscribe()
                .with(ended -> {}, claimedAgain -> {});
    }

    private Uni<Void> proveDue(Target target) {
        return proofs.proveInBackground(target).chain(proof -> switch (proof) {
            case Proof.Proven proven -> judgeDue(target);
            case Proof.Unproven unproven -> putBack(target, unproven.retryAfter());
            case Proof.Refused refused -> Uni.createFrom().voidItem();
            case Proof.Gone gone -> Uni.createFrom().voidItem();
        });
    }

    /** An access token that the provider takes no more is followed by another one, which the next claim asks with. */
    private Uni<Void> judgeDue(Target target) {
        return judge(target)
                .chain(ended -> ended
                        ? proofs.proveInBackground(target).replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }

    /** @return whether the provider takes the access token no more */
    private Uni<Boolean> judge(Target target) {
        ConnectionId id = target.id();
        return wire.send("proven", () -> world.imports().proven(id))
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(false)
                        : upstream.owner(found.get().accessToken())
                                .chain(answer -> judge(target, found.get(), answer)));
    }

    private Uni<Boolean> judge(Target target, SimulatedImports.Proven proven, UserInfoAnswer answer) {
        return switch (answer) {
            case UserInfoAnswer.Known known ->
                judging.send("judge", () -> world.imports().judged(target.id(), proven.generation(), proven.unsure()))
                        .replaceWith(false);
            case UserInfoAnswer.Silent silent ->
                putBack(new Target(target.id(), target.integration(), proven.generation()), SILENT_AGAIN)
                        .replaceWith(false);
            case UserInfoAnswer.Refused refused -> Uni.createFrom().item(true);
        };
    }

    private Uni<Void> putBack(Target target, Duration pause) {
        return wire.send("put back", () -> {
                    world.imports().putBack(target, pause);
                    return true;
                })
                .replaceWithVoid();
    }
}
