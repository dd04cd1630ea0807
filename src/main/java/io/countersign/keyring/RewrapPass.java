package io.countersign.keyring;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One walk over all keysets that are not wrapped by a rewrap's key. For one use; its steps follow each other. */
final class RewrapPass {
    private static final int EACH = 200;

    private final RewrapRows rows;
    private final Keyring keyring;
    private final UUID worker;

    private boolean taken = true;
    private long replaced;
    private long lacking;
    private long unreadable;
    private @Nullable String firstUnreadable;

    RewrapPass(RewrapRows rows, Keyring keyring, UUID worker) {
        this.rows = rows;
        this.keyring = keyring;
        this.worker = worker;
    }

    /** What is to follow. */
    sealed interface End {
        /** No rewrap runs, or another replica has it. */
        record NotOurs() implements End {}

        /** Keysets were replaced, and others may have been stored meanwhile: one more. */
        record Again() implements End {}

        /** What is left needs keys that this replica lacks. */
        record Lacking() implements End {}

        /**
         * All is wrapped by the new key but for what does not open.
         *
         * @param first the owner of one such keyset
         */
        record Done(long unreadable, @Nullable String first) implements End {}
    }

    Uni<End> over(List<WrappedKeysets> tables) {
        return Multi.createFrom()
                .iterable(tables)
                .onItem()
                .transformToUniAndConcatenate(this::walk)
                .collect()
                .last()
                .map(last -> end());
    }

    private End end() {
        if (!taken) {
            return new End.NotOurs();
        }
        if (replaced > 0) {
            return new End.Again();
        }
        return lacking > 0 ? new End.Lacking() : new End.Done(unreadable, firstUnreadable);
    }

    /** Answers something in any case: an empty walk would end the others. */
    private Uni<Boolean> walk(WrappedKeysets table) {
        Cursor cursor = new Cursor();
        return Multi.createBy()
                .repeating()
                .uni(() -> step(table, cursor))
                .whilst(more -> more)
                .collect()
                .last();
    }

    private static final class Cursor {
        String after = "";
    }

    /** Takes the rewrap anew each time, so that a walk of any length stays this replica's. */
    private Uni<Boolean> step(WrappedKeysets table, Cursor cursor) {
        return rows.claim(worker).chain(target -> {
            taken = target.isPresent();
            return target.map(key -> table.notUnder(key.value(), cursor.after, EACH)
                            .emitOn(Infrastructure.getDefaultWorkerPool())
                            .chain(keysets -> replace(table, cursor, keysets, new LiveKey(key))))
                    .orElse(Uni.createFrom().item(false));
        });
    }

    private Uni<Boolean> replace(
            WrappedKeysets table, Cursor cursor, List<WrappedKeysets.Wrapped> keysets, LiveKey target) {
        if (keysets.isEmpty()) {
            return Uni.createFrom().item(false);
        }
        cursor.after = keysets.getLast().name();
        RewrapBatch batch = RewrapBatch.of(keysets, keyring, target);
        lacking += batch.lacking();
        unreadable += batch.unreadable().size();
        if (firstUnreadable == null && !batch.unreadable().isEmpty()) {
            firstUnreadable = batch.unreadable().getFirst();
        }
        if (batch.rewrapped().isEmpty()) {
            return Uni.createFrom().item(true);
        }
        // One that has changed meanwhile counts too: it is looked at again.
        replaced += batch.rewrapped().size();
        return table.replace(batch.rewrapped()).replaceWith(true);
    }
}
