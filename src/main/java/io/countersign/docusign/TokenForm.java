package io.countersign.docusign;

import io.countersign.crypto.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A form that must not be sent too late.
 *
 * @param encoded {@code application/x-www-form-urlencoded}
 * @param inTime asked when a connection stands and not one byte has left; if it says no, none does
 */
record TokenForm(Secret encoded, BooleanSupplier inTime) {

    /**
     * RFC 6749 section 6. DocuSign takes no {@code scope} here.
     *
     * @param publicId {@code client_id} of a public client; null where the client authenticates
     */
    static TokenForm refresh(@Nullable String publicId, Secret refreshToken, BooleanSupplier inTime) {
        String client = publicId == null ? "" : "&client_id=" + encode(publicId);
        return new TokenForm(
                Secret.ofText("grant_type=refresh_token&refresh_token=" + encode(refreshToken.revealText()) + client),
                inTime);
    }

    /** RFC 7523 section 2.1. */
    static TokenForm assertion(Secret signed, BooleanSupplier inTime) {
        return new TokenForm(
                Secret.ofText("grant_type=" + encode("urn:ietf:params:oauth:grant-type:jwt-bearer") + "&assertion="
                        + encode(signed.revealText())),
                inTime);
    }

    /** The body, which goes out at once. Fails with {@link TooLateException}. */
    byte[] body() {
        if (!inTime.getAsBoolean()) {
            throw new TooLateException();
        }
        return encoded.revealBytes();
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
