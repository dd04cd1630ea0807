package io.countersign.tenant;

import io.countersign.crypto.Keyset;
import io.countersign.crypto.UnreadableSecretException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Seals what one tenant has in one table under its keyset's primary key. For one use; its steps follow each other. */
final class Resealing {
    private static final int EACH = 100;

    private final SealedRows table;
    private final String tenant;
    private final TenantKeyset keyset;

    private String after = "";
    private long unreadable;

    Resealing(SealedRows table, String tenant, TenantKeyset keyset) {
        this.table = table;
        this.tenant = tenant;
        this.keyset = keyset;
    }

    /** Answers how many rows do not open, and stay as they are; others may have changed meanwhile. */
    Uni<Long> run() {
        return Multi.createBy()
                .repeating()
                .uni(this::step)
                .whilst(more -> more)
                .collect()
                .last()
                .map(last -> unreadable);
    }

    private Uni<Boolean> step() {
        return table.notUnder(tenant, keyset.keyset().commitment(), after, EACH)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(rows -> {
                    if (rows.isEmpty()) {
                        return Uni.createFrom().item(false);
                    }
                    after = rows.getLast().connection();
                    return all(rows).replaceWith(true);
                });
    }

    private Uni<Void> all(List<SealedRows.SealedRow> rows) {
        return Multi.createFrom()
                .iterable(rows)
                .onItem()
                .transformToUniAndConcatenate(this::one)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /** What does not open holds up no other row. */
    private Uni<Void> one(SealedRows.SealedRow row) {
        try {
            return table.replace(
                    tenant,
                    keyset.version(),
                    row,
                    anew(keyset.keyset(), row.accessToken()),
                    anew(keyset.keyset(), row.refreshToken()));
        } catch (UnreadableSecretException e) {
            unreadable++;
            return Uni.createFrom().voidItem();
        }
    }

    /** The value under the primary key, for the same place; as it is where it is under that already. */
    static byte @Nullable [] anew(Keyset keyset, SealedRows.@Nullable Seal seal) {
        if (seal == null) {
            return null;
        }
        return keyset.isSealedByPrimary(seal.value())
                ? seal.value()
                : keyset.seal(keyset.open(seal.value(), seal.place()), seal.place());
    }
}
