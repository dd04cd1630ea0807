package io.countersign.integration;

import java.util.List;

/**
 * What talks to DocuSign for an integration.
 *
 * @param integration as it was when the credentials were read
 * @param inOrder in the order in which to try them; may be empty
 */
public record Credentials(Integration integration, List<Credential> inOrder) {

    /** Copies the list. */
    public Credentials {
        inOrder = List.copyOf(inOrder);
    }

    /** Whether there is nothing to try. */
    public boolean isEmpty() {
        return inOrder.isEmpty();
    }
}
