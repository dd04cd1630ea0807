package io.countersign.caller;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What of a caller the vault itself wrote, by the MACs beside the rows. A row counts only if its caller's row is the
 * vault's and it is so too, under that very uuid and epoch. Only this counts; the rest is as if it were not there.
 *
 * @param mark which caller
 * @param itself whether the caller's own row is the vault's; if not, nothing of it counts
 * @param keys those that count, in the order in which they were read
 * @param identities those that count, likewise
 * @param grants those that count, likewise
 * @param foreignKeys those of a caller of the vault's that are not the vault's
 * @param foreignIdentities likewise
 * @param foreignGrants likewise
 */
record CallerProof(
        CallerMark mark,
        boolean itself,
        List<ApiKeyRow> keys,
        List<CallerIdentityRow> identities,
        List<CallerGrantRow> grants,
        List<ApiKeyRow> foreignKeys,
        List<CallerIdentityRow> foreignIdentities,
        List<CallerGrantRow> foreignGrants) {

    /** Judges what was read. */
    static CallerProof of(CallerMacs macs, ReadCaller read) {
        CallerMark mark = read.caller().row();
        if (!macs.isOf(read.caller())) {
            return new CallerProof(mark, false, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        }
        Map<Boolean, List<ApiKeyRow>> keys = judged(read.keys(), key -> macs.isKeyOf(mark, key));
        Map<Boolean, List<CallerIdentityRow>> identities =
                judged(read.identities(), identity -> macs.isIdentityOf(mark, identity));
        Map<Boolean, List<CallerGrantRow>> grants = judged(read.grants(), grant -> macs.isGrantOf(mark, grant));
        return new CallerProof(
                mark,
                true,
                keys.getOrDefault(true, List.of()),
                identities.getOrDefault(true, List.of()),
                grants.getOrDefault(true, List.of()),
                keys.getOrDefault(false, List.of()),
                identities.getOrDefault(false, List.of()),
                grants.getOrDefault(false, List.of()));
    }

    private static <T> Map<Boolean, List<T>> judged(List<Signed<T>> rows, Predicate<Signed<T>> isOurs) {
        return rows.stream()
                .collect(Collectors.partitioningBy(isOurs, Collectors.mapping(Signed::row, Collectors.toList())));
    }

    /** Whether all that was read is the vault's. */
    boolean isWhole() {
        return itself && foreignKeys.isEmpty() && foreignIdentities.isEmpty() && foreignGrants.isEmpty();
    }

    /** Whether some key or identity that was read counts, and so says who it is. */
    boolean names() {
        return !keys.isEmpty() || !identities.isEmpty();
    }

    /** What is not the vault's, to be told of. */
    List<UnverifiedRow> unverified() {
        if (!itself) {
            return List.of(new UnverifiedRow(mark.name(), UnverifiedRow.Kind.CALLER, mark.name()));
        }
        List<UnverifiedRow> rows = new ArrayList<>();
        foreignKeys.forEach(key -> rows.add(new UnverifiedRow(mark.name(), UnverifiedRow.Kind.KEY, key.id())));
        foreignIdentities.forEach(
                identity -> rows.add(new UnverifiedRow(mark.name(), UnverifiedRow.Kind.IDENTITY, identity.id())));
        foreignGrants.forEach(grant -> rows.add(new UnverifiedRow(
                mark.name(),
                UnverifiedRow.Kind.GRANT,
                grant.position() + " " + grant.tenant() + "/" + grant.connection())));
        return rows;
    }

    /** All that counts of it but its keys. */
    PutRows rows() {
        return new PutRows(grants, identities);
    }

    /** The same with these of its keys alone. */
    CallerProof with(List<ApiKeyRow> otherKeys) {
        return new CallerProof(
                mark, itself, otherKeys, identities, grants, foreignKeys, foreignIdentities, foreignGrants);
    }

    /** Its grants in their order, as far as they count. */
    List<Grant> judgedGrants() {
        return StoredGrant.of(grants).stream().map(StoredGrant::grant).toList();
    }
}
