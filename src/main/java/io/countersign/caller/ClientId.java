package io.countersign.caller;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The GUID of a caller, for software that takes nothing else for an OAuth 2.0 {@code client_id}; the name is one too.
 * It follows from the name, hence a caller that is made again under its name has it again, and no secret is in it.
 */
public final class ClientId {
    private ClientId() {}

    /** That of the caller with this name. */
    public static UUID of(String caller) {
        return UUID.nameUUIDFromBytes(("countersign:caller:" + caller).getBytes(StandardCharsets.UTF_8));
    }
}
