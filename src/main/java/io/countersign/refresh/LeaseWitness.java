package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/** Who remembers connections as they were, and has to see what attempts do with them. */
interface LeaseWitness {

    /**
     * Compares what is leased with what is known of it. A token that the database brought back from before its last
     * renewal may be spent: the row is marked before anything is sent, and the lease says so even where it cannot be,
     * so that no answer of DocuSign's is taken for a verdict about the consent.
     */
    Uni<LeaseAnswer> watching(Target target, Supplier<Uni<LeaseAnswer>> lease);

    /** The write of new tokens, remembered when it has ended well. */
    Uni<RefreshStore.Written> storing(Lease lease, Uni<RefreshStore.Written> write);

    /** A write that changes what is told of the connection. */
    <T> Uni<T> telling(Lease lease, Uni<T> write);
}
