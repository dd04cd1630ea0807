package io.countersign.docusign;

import io.countersign.crypto.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a refresh sends (RFC 6749 section 6).
 *
 * @param publicId {@code client_id} of a public client; null where the client authenticates
 * @param inTime asked when a connection stands and not one byte has left; if it says no, none does
 */
record RefreshForm(@Nullable String publicId, Secret refreshToken, BooleanSupplier inTime) {

    /** The body, which goes out at once. Fails with {@link TooLateException}. */
    byte[] body() {
        if (!inTime.getAsBoolean()) {
            throw new TooLateException();
        }
        String token = URLEncoder.encode(refreshToken.revealText(), StandardCharsets.UTF_8);
        String client = publicId == null ? "" : "&client_id=" + URLEncoder.encode(publicId, StandardCharsets.UTF_8);
        return ("grant_type=refresh_token&refresh_token=" + token + client).getBytes(StandardCharsets.US_ASCII);
    }
}
