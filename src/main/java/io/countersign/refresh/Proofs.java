package io.countersign.refresh;

import io.countersign.crypto.UnreadableSecretException;
import io.countersign.docusign.DocuSignConfiguration;
import io.countersign.refresh.gate.Rate;
import io.countersign.refresh.gate.UpstreamGate;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Proves imported tokens: spends each once at DocuSign and keeps what comes for it. The same engine as
 * {@link Renewals}, on rows of their own, and in turns alone that nobody else wants.
 */
@ApplicationScoped
public class Proofs {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** Whoever is at it has its answer by then, as a rule. */
    private static final Duration UNTIL_AN_ANSWER = Duration.ofSeconds(5);

    private final RefreshEngine engine;
    private final RefreshPorts ports;
    private final Rate rate;
    private final Function<Target, Uni<ImportStanding>> standing;

    @Inject
    Proofs(
            ProofLeases rows,
            ProofRows ends,
            ProofReads reads,
            LeaseWitness witness,
            UpstreamGate gate,
            Upstream upstream,
            Pulse pulse,
            RefreshSignals signals,
            Rate rate,
            DocuSignConfiguration docusign) {
        this(
                new RefreshPorts(new Leases(rows, ends, witness), gate, upstream, pulse, signals),
                new RefreshTimes(docusign.callTimeout(), docusign.refreshTokenLife()),
                rate,
                UUID::randomUUID,
                reads::standing);
    }

    Proofs(
            RefreshPorts ports,
            RefreshTimes times,
            Rate rate,
            Supplier<UUID> attemptIds,
            Function<Target, Uni<ImportStanding>> standing) {
        this.engine = new RefreshEngine(
                ports, times, rate, (integration, longest) -> rate.takeSpare(integration), attemptIds);
        this.ports = ports;
        this.rate = rate;
        this.standing = standing;
    }

    /** Begins nothing any more; completes when every proof that is under way has ended. Never fails. */
    CompletableFuture<Void> drain() {
        return engine.drain();
    }

    /**
     * Proves an imported token, or joins the proof that is under way, here or on another replica. Cancelling ends the
     * waiting only.
     *
     * @param target as {@link ImportedTokens} names it
     * @param wait how long to wait at most; where nothing may start before its end, the answer comes at once
     * @return fails only if the database does
     */
    public Uni<Proof> prove(Target target, Duration wait) {
        return answer(target, RenewalWait.within(engine, ports, target, wait));
    }

    /** How long until the integration has a turn that nobody else wants; zero if it is now. */
    public Duration untilSpare(String integration) {
        return rate.untilSpare(integration);
    }

    /** Proves what nobody waits for, once, in a turn that is free now; {@link Proof.Unproven} without one. */
    public Uni<Proof> proveInBackground(Target target) {
        return answer(target, engine.renew(target, Duration.ZERO));
    }

    /** What does not open is held until somebody has looked at it; the engine has logged it. */
    private Uni<Proof> answer(Target target, Uni<Renewal> renewing) {
        return renewing.chain(renewal -> proof(target, renewal))
                .onFailure(UnreadableSecretException.class)
                .recoverWithUni(() -> stands(target));
    }

    /** Where the engine does not say how the import stands, the rows do. */
    private Uni<Proof> proof(Target target, Renewal renewal) {
        return switch (renewal) {
            case Renewal.Renewed renewed -> Uni.createFrom().item(new Proof.Proven());
            case Renewal.NotBefore notBefore ->
                Uni.createFrom().item(new Proof.Unproven(atLeastShortest(notBefore.pause())));
            case Renewal.Elsewhere elsewhere -> Uni.createFrom().item(new Proof.Unproven(UNTIL_AN_ANSWER));
            case Renewal.Superseded superseded -> stands(target);
            case Renewal.ConsentRequired refused -> stands(target);
            case Renewal.Failed failed -> stands(target);
            case Renewal.ConsentMissing missing -> stands(target);
            case Renewal.AccountRefused refused -> stands(target);
        };
    }

    private Uni<Proof> stands(Target target) {
        return standing.apply(target).map(found -> found.proof(target.generation(), SHORTEST));
    }

    private static Duration atLeastShortest(Duration pause) {
        return pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
    }
}
