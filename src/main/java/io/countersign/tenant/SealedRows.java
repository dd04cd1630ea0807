package io.countersign.tenant;

import io.countersign.crypto.AssociatedData;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whoever keeps tokens that are sealed under tenants' keysets, as a rotation of a tenant's key sees them: one bean for
 * each table. Neither method takes part in a transaction.
 */
public interface SealedRows {

    /**
     * A sealed value.
     *
     * @param place what it is sealed for
     */
    record Seal(AssociatedData place, byte[] value) {}

    /**
     * The sealed tokens of a row.
     *
     * @param connection whose they are; orders rows among themselves
     * @param id tells a row from another one of that connection: its uuid, or that of the import or the consent
     * @param generation of the tokens, for which they are sealed; 0 where there is none
     */
    record SealedRow(
            String connection,
            UUID id,
            long generation,
            @Nullable Seal accessToken,
            @Nullable Seal refreshToken) {}

    /**
     * Those of which a value is sealed under another key than this one.
     *
     * @param commitment of the key that the others are sealed under
     * @param after a connection; those behind it, in their order
     * @param most how many at most
     */
    Uni<List<SealedRow>> notUnder(String tenant, byte[] commitment, String after, int most);

    /**
     * Puts the new values where the former ones still are, in one statement, and changes nothing else of the row. Does
     * nothing where the row, or the version of the tenant's keyset, is another one by now.
     *
     * @param version of the keyset that the new values are sealed under
     */
    Uni<Void> replace(
            String tenant,
            UUID version,
            SealedRow former,
            byte @Nullable [] accessToken,
            byte @Nullable [] refreshToken);
}
