package io.countersign.consent;

import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the form of {@link AccountPage} posts (HTML Standard, "URL-encoded form data"). Whatever else comes posts
 * nothing: the page is the answer to that.
 *
 * @param attempt which of this browser's, or null
 * @param accountId the account that was chosen, or null
 */
record AccountForm(@Nullable String attempt, @Nullable String accountId) {
    /** More than the page has. */
    private static final int MOST_FIELDS = 8;

    private static final AccountForm EMPTY = new AccountForm(null, null);

    /**
     * Reads a body.
     *
     * @param type its {@code Content-Type}, or null
     */
    static AccountForm of(@Nullable String type, byte[] body) {
        boolean form = type != null
                && HttpHeaderValues.APPLICATION_X_WWW_FORM_URLENCODED.contentEqualsIgnoreCase(
                        type.split(";", 2)[0].strip());
        if (!form) {
            return EMPTY;
        }
        try {
            Map<String, List<String>> fields = new QueryStringDecoder(
                            new String(body, StandardCharsets.UTF_8), StandardCharsets.UTF_8, false, MOST_FIELDS)
                    .parameters();
            return new AccountForm(one(fields, "attempt"), one(fields, "account_id"));
        } catch (IllegalArgumentException e) {
            // A percent sign that encodes nothing.
            return EMPTY;
        }
    }

    private static @Nullable String one(Map<String, List<String>> fields, String name) {
        List<String> values = fields.getOrDefault(name, List.of());
        return values.size() == 1 && !values.getFirst().isEmpty() ? values.getFirst() : null;
    }
}
