package io.countersign.importing;

import io.countersign.crypto.Digest;
import io.countersign.crypto.Secret;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which line of an upload a token stood in first: it can be spent once, so no later line may have it. Kept as half a
 * digest, in memory, while the upload is read: some 10 MB for as many lines as one may have.
 */
final class TokensOfUpload {
    private final Map<Half, Integer> lines = new HashMap<>();

    private record Half(long high, long low) {}

    /** The number of the line that has the token already; null where this one is the first. */
    @Nullable
    Integer earlier(int line, Secret token) {
        ByteBuffer digest = ByteBuffer.wrap(Digest.sha256(token.revealBytes()));
        return lines.putIfAbsent(new Half(digest.getLong(), digest.getLong()), line);
    }
}
