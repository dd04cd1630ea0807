package io.countersign.caller;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Judges what another feature's statement has read of a key or an identity, its caller, and some of its grants. */
@ApplicationScoped
public class ReadKeys {
    private final CallerProofs proofs;

    ReadKeys(CallerProofs proofs) {
        this.proofs = proofs;
    }

    /**
     * What those grants allow on one connection, as far as they are the vault's; nothing where the caller may not know
     * of it. Costs a few microseconds, and asks nobody but where something is not the vault's. Fails where the vault's
     * key is not to be had: then nobody knows.
     *
     * @param kind of what the row is
     * @param row with {@code key_id}, {@code caller}, {@code hash} and {@code key_mac}, of a key with
     *     {@code created_at} and {@code expires_at}, of an identity with {@code id_type}, {@code id_issuer},
     *     {@code id_subject} and {@code id_position}; with the caller's {@code owner_uuid}, {@code owner_epoch} and
     *     {@code owner_mac}, and with arrays of equal length, or null for no grant: {@code positions},
     *     {@code tenants}, {@code connections}, {@code permissions} (each with blanks between), {@code macs}; and
     *     {@code narrowed}: whether a grant names connections of the tenant, be it the vault's or not, since that only
     *     hides something
     * @return empty where the key, the identity or its caller is not the vault's, and so counts as none
     */
    public Uni<Optional<Set<Permission>>> permissions(Credential.Kind kind, Row row) {
        return row.getUUID("owner_uuid") == null
                ? Uni.createFrom().item(Optional.empty())
                : proofs.prove(readCaller(kind, row, grants(row.getString("caller"), row)))
                        .map(proof -> proof.names() ? Optional.of(permissionsOf(proof, row)) : Optional.empty());
    }

    /** As {@link Grants#show(String, String)} has it, which sees all grants. */
    private static Set<Permission> permissionsOf(CallerProof proof, Row row) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        proof.judgedGrants().forEach(grant -> permissions.addAll(grant.permissions()));
        return row.getBoolean("narrowed") && permissions.stream().noneMatch(Permission::isOfOneConnection)
                ? Set.of()
                : permissions;
    }

    /** As {@link #permissions} wants the row, but for the grants. */
    static ReadCaller readCaller(Credential.Kind kind, Row row, List<Signed<CallerGrantRow>> grants) {
        String caller = row.getString("caller");
        return new ReadCaller(
                new Signed<>(
                        new CallerMark(caller, row.getUUID("owner_uuid"), row.getLong("owner_epoch")),
                        row.getBuffer("owner_mac").getBytes()),
                kind == Credential.Kind.KEY ? List.of(keyOf(caller, row)) : List.of(),
                kind == Credential.Kind.IDENTITY ? List.of(identityOf(caller, row)) : List.of(),
                grants);
    }

    private static Signed<ApiKeyRow> keyOf(String caller, Row row) {
        return new Signed<>(
                new ApiKeyRow(
                        caller,
                        row.getString("key_id"),
                        row.getBuffer("hash").getBytes(),
                        row.getOffsetDateTime("created_at").toInstant(),
                        row.getOffsetDateTime("expires_at").toInstant()),
                row.getBuffer("key_mac").getBytes());
    }

    private static Signed<CallerIdentityRow> identityOf(String caller, Row row) {
        return new Signed<>(
                new CallerIdentityRow(
                        caller,
                        row.getString("key_id"),
                        row.getString("id_type"),
                        row.getString("id_issuer"),
                        row.getString("id_subject"),
                        row.getInteger("id_position")),
                row.getBuffer("key_mac").getBytes());
    }

    private static List<Signed<CallerGrantRow>> grants(String caller, Row row) {
        String @Nullable [] tenants = row.getArrayOfStrings("tenants");
        if (tenants == null) {
            return List.of();
        }
        Integer[] positions = row.getArrayOfIntegers("positions");
        String[] connections = row.getArrayOfStrings("connections");
        String[] permissions = row.getArrayOfStrings("permissions");
        Buffer[] macs = row.get(Buffer[].class, "macs");
        return IntStream.range(0, tenants.length)
                .mapToObj(i -> new Signed<>(
                        new CallerGrantRow(
                                caller,
                                positions[i],
                                tenants[i],
                                connections[i],
                                Arrays.asList(permissions[i].split(" ", -1))),
                        macs[i].getBytes()))
                .toList();
    }
}
