package io.countersign.caller;

import io.countersign.problem.Problem;
import io.countersign.vault.VaultKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How the rows of a caller are changed: locked, judged, and written with the MACs of a new epoch, all in one
 * transaction. Judged first, since the next honest change would otherwise vouch for what somebody slipped in: what is
 * not the vault's is deleted and told of. The vault's key is read, and held, in that transaction too.
 */
@ApplicationScoped
class CallerSigning {
    private final VaultKeys vaultKeys;
    private final CallerRepository callers;
    private final ApiKeyRepository keys;
    private final CallerIdentityRepository identities;
    private final CallerGrantRepository grants;
    private final CallerProofs proofs;
    private final UnverifiedCallers unverified;
    private final SecureRandom random;

    CallerSigning(
            VaultKeys vaultKeys,
            CallerRepository callers,
            ApiKeyRepository keys,
            CallerIdentityRepository identities,
            CallerGrantRepository grants,
            CallerProofs proofs,
            UnverifiedCallers unverified,
            SecureRandom random) {
        this.vaultKeys = vaultKeys;
        this.callers = callers;
        this.keys = keys;
        this.identities = identities;
        this.grants = grants;
        this.proofs = proofs;
        this.unverified = unverified;
        this.random = random;
    }

    /** With what this transaction signs. */
    Uni<CallerMacs> macs(SqlConnection transaction) {
        return vaultKeys.heldVaultKey(transaction).map(CallerMacs::of);
    }

    /**
     * Makes a caller with these rows unless there is one of that name. Fails with 409 where an identity is another
     * caller's, as the others do.
     *
     * @return whether it was made
     */
    Uni<Boolean> create(SqlConnection transaction, CallerMacs macs, String name, PutRows rows) {
        CallerMark mark = CallerMark.first(name);
        return callers.insertIfAbsent(transaction, mark, macs.of(mark))
                .call(created -> created
                        ? insert(transaction, macs, List.of(new MarkedRows(mark, rows)))
                        : Uni.createFrom().voidItem());
    }

    /**
     * Locks the caller and judges all its rows.
     *
     * @return what counts of it; empty where there is no such caller
     */
    Uni<Optional<CallerProof>> begin(SqlConnection transaction, CallerMacs macs, String name) {
        return callers.lock(transaction, List.of(name))
                .chain(locked -> judge(transaction, macs, locked))
                .map(proofs -> proofs.stream().findFirst());
    }

    /**
     * Judges all rows of callers whose own rows this transaction has locked.
     *
     * @return what counts of each, in their order
     */
    Uni<List<CallerProof>> judge(SqlConnection transaction, CallerMacs macs, List<Signed<CallerMark>> locked) {
        List<String> names = locked.stream().map(caller -> caller.row().name()).toList();
        return keys.of(transaction, names)
                .chain(ofKeys -> identities
                        .of(transaction, names)
                        .chain(ofIdentities -> grants.of(transaction, names)
                                .map(ofGrants -> ReadCaller.of(locked, ofKeys, ofIdentities, ofGrants))))
                .chain(read -> proofs.judge(macs, read))
                .invoke(judged -> judged.forEach(proof -> unverified.met(proof.unverified())));
    }

    /**
     * Writes these rows in place of all but keys, deletes keys that are not the vault's, and vouches for the rest anew.
     *
     * @param proof of {@link #begin}, of a caller that is the vault's itself
     * @param put whether its grants were put
     * @return under which the caller's rows are vouched for from now on
     */
    Uni<CallerMark> finish(SqlConnection transaction, CallerMacs macs, CallerProof proof, PutRows rows, boolean put) {
        Change change = change(proof, rows);
        return finish(transaction, macs, List.of(change), put)
                .replaceWith(change.next().mark());
    }

    /**
     * What is to become of a caller.
     *
     * @param proof what counted of it
     */
    record Change(CallerProof proof, MarkedRows next) {}

    /** Under an epoch that nobody knew before. */
    Change change(CallerProof proof, PutRows rows) {
        return new Change(proof, new MarkedRows(proof.mark().next(random), rows));
    }

    /** {@link #finish} of several callers, in as many statements as of one. */
    Uni<Void> finish(SqlConnection transaction, CallerMacs macs, List<Change> changes, boolean put) {
        List<MarkedRows> next = changes.stream().map(Change::next).toList();
        List<String> names = next.stream().map(each -> each.mark().name()).toList();
        List<ApiKeyRow> foreign = changes.stream()
                .flatMap(change -> change.proof().foreignKeys().stream())
                .toList();
        return signed(next, each -> List.of(each.mark()), (each, mark) -> macs.of(mark))
                .chain(marks -> callers.sign(transaction, marks, put))
                .chain(() -> foreign.isEmpty() ? nothing() : keys.delete(transaction, foreign))
                .chain(() -> signed(
                        changes,
                        change -> change.proof().keys(),
                        (change, key) -> macs.of(change.next().mark(), key)))
                .chain(signed -> keys.sign(transaction, signed))
                .chain(() -> identities.deleteAll(transaction, names))
                .chain(() -> grants.deleteAll(transaction, names))
                .chain(() -> insert(transaction, macs, next));
    }

    /** The rows of several callers with their MACs, which are computed off the event loop where they are many. */
    private <C, R> Uni<List<Signed<R>>> signed(
            List<C> callers, Function<C, List<R>> rows, BiFunction<C, R, byte[]> mac) {
        return proofs.compute(
                callers.stream().mapToInt(caller -> rows.apply(caller).size()).sum(),
                () -> callers.stream()
                        .flatMap(caller ->
                                rows.apply(caller).stream().map(row -> new Signed<>(row, mac.apply(caller, row))))
                        .toList());
    }

    /** Makes anew a caller that is not the vault's: under another uuid, with these rows and no keys. */
    Uni<Void> renew(SqlConnection transaction, CallerMacs macs, String name, PutRows rows) {
        CallerMark mark = CallerMark.first(name);
        return callers.sign(transaction, List.of(new Signed<>(mark, macs.of(mark))), true)
                .chain(() -> keys.deleteAll(transaction, name))
                .chain(() -> identities.deleteAll(transaction, List.of(name)))
                .chain(() -> grants.deleteAll(transaction, List.of(name)))
                .chain(() -> insert(transaction, macs, List.of(new MarkedRows(mark, rows))));
    }

    private Uni<Void> insert(SqlConnection transaction, CallerMacs macs, List<MarkedRows> all) {
        return signed(all, each -> each.rows().grants(), (each, row) -> macs.of(each.mark(), row))
                .chain(signed -> signed.isEmpty() ? nothing() : grants.insert(transaction, signed))
                .chain(() -> signed(all, each -> each.rows().identities(), (each, row) -> macs.of(each.mark(), row)))
                .chain(signed -> signed.isEmpty() ? nothing() : insertFree(transaction, signed));
    }

    private Uni<Void> insertFree(SqlConnection transaction, List<Signed<CallerIdentityRow>> signed) {
        return identities
                .insert(transaction, signed)
                .chain(inserted -> inserted == signed.size()
                        ? nothing()
                        : identities
                                .holder(transaction, signed)
                                .invoke(CallerSigning::refuse)
                                .replaceWithVoid());
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    private static void refuse(Optional<String> holder) {
        throw Problem.conflict("One of these identities is the caller "
                        + holder.orElse("that was deleted at this moment") + "'s, and cannot be another's too. Take it"
                        + " from that caller first.")
                .toException();
    }
}
