package io.countersign.docusign;

import io.countersign.crypto.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * What a refresh sends (RFC 6749 section 6).
 *
 * @param inTime asked when a connection stands and not one byte has left; if it says no, none does
 */
record RefreshForm(Secret refreshToken, BooleanSupplier inTime) {

    /** The body, which goes out at once. Fails with {@link TooLateException}. */
    byte[] body() {
        if (!inTime.getAsBoolean()) {
            throw new TooLateException();
        }
        String token = URLEncoder.encode(refreshToken.revealText(), StandardCharsets.UTF_8);
        return ("grant_type=refresh_token&refresh_token=" + token).getBytes(StandardCharsets.US_ASCII);
    }
}
