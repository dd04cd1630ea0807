package io.countersign.issuing;

import org.jspecify.annotations.Nullable;

/**
 * Who asks for whose token.
 *
 * @param keyId the public part of an API key, or null where the caller needs none of the database
 * @param handleId the public part of the refresh handle that names the connection, or null where it is named otherwise
 * @param place whose
 */
record IssueKey(@Nullable String keyId, @Nullable String handleId, Place place) {

    /** Where the connection is named by its name. */
    IssueKey(@Nullable String keyId, Place place) {
        this(keyId, null, place);
    }

    /** What tells apart who may have read the same connection; null where there is no API key. */
    @Nullable
    String reader() {
        return keyId == null || handleId == null ? keyId : keyId + ' ' + handleId;
    }
}
