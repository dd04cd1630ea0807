package io.countersign.caller;

import java.util.List;

/**
 * What a caller is put with: all its rows but its keys.
 *
 * @param grants those of its grants
 * @param identities those of its identities
 */
record PutRows(List<CallerGrantRow> grants, List<CallerIdentityRow> identities) {

    /** Copies the lists. */
    PutRows {
        grants = List.copyOf(grants);
        identities = List.copyOf(identities);
    }
}
