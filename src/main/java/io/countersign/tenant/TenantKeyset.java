package io.countersign.tenant;

import io.countersign.crypto.Keyset;
import java.util.UUID;

/**
 * A tenant's keyset as it was read, to seal with. Whatever is sealed under it must be stored while the row still has
 * this version, which the statement that stores it compares and locks: else the key may have left the keyset meanwhile.
 *
 * @param version of the row's primary key
 */
public record TenantKeyset(Keyset keyset, UUID version) {}
