package io.countersign.notice;

import java.net.URI;
import java.util.List;
import java.util.UUID;

/**
 * A webhook that the vault vouches for, as notices are sent to it.
 *
 * @param secrets what signs them: the present one first, then the former one while it lasts
 * @param consentLinks whether a notice that a consent is needed brings a link along
 */
record Receiver(UUID uuid, String name, URI url, List<WebhookSecret> secrets, Coverage coverage, boolean consentLinks) {

    /** Copies the list. */
    Receiver {
        secrets = List.copyOf(secrets);
    }

    /** Without the address, which may hold what lets somebody in there. */
    @Override
    public String toString() {
        return "Receiver[" + name + "]";
    }
}
