package io.countersign.caller;

import io.countersign.vault.KeptVaultKey;
import io.countersign.vault.VaultKey;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Supplier;

/**
 * Judges what was read of callers, with the vault's key from memory. It fails as {@link KeptVaultKey#keyOrRead()} does
 * where there is no key: then nobody knows.
 */
@ApplicationScoped
class CallerProofs {
    /** So many MACs take less than a millisecond; more are computed on a thread that may block. */
    private static final int FEW = 500;

    private final KeptVaultKey keys;
    private final UnverifiedCallers unverified;
    private final Vertx vertx;

    CallerProofs(KeptVaultKey keys, UnverifiedCallers unverified, Vertx vertx) {
        this.keys = keys;
        this.unverified = unverified;
        this.vertx = vertx;
    }

    /**
     * What of it counts. A row that is not the vault's is looked at twice before that is told: after a failover that
     * lost the vault's key another replica may have made another one.
     */
    Uni<CallerProof> prove(ReadCaller read) {
        return keys.keyOrRead()
                .chain(key -> judge(CallerMacs.of(key), read)
                        .chain(proof -> proof.isWhole() ? Uni.createFrom().item(proof) : again(key, proof, read)))
                .invoke(proof -> unverified.met(proof.unverified()));
    }

    /** The same under a key that is known to be the one of the row, telling nobody. */
    Uni<CallerProof> judge(CallerMacs macs, ReadCaller read) {
        return compute(read.rows(), () -> CallerProof.of(macs, read));
    }

    /** The same of several. */
    Uni<List<CallerProof>> judge(CallerMacs macs, List<ReadCaller> read) {
        return compute(
                read.stream().mapToInt(ReadCaller::rows).sum(),
                () -> read.stream().map(one -> CallerProof.of(macs, one)).toList());
    }

    /** Computes so many MACs, and goes on where the caller of this was. */
    <T> Uni<T> compute(int macs, Supplier<T> work) {
        return macs > FEW
                ? vertx.executeBlocking(work::get, false)
                : Uni.createFrom().item(work);
    }

    private Uni<CallerProof> again(VaultKey key, CallerProof proof, ReadCaller read) {
        return keys.readLately()
                .chain(now -> now == key ? Uni.createFrom().item(proof) : judge(CallerMacs.of(now), read));
    }
}
