package io.countersign.connection;

import io.countersign.naming.Name;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in the list over all tenants: that of a connection, whether or not it is still there. Opaque to callers;
 * written as {@code <tenant>.<connection>}.
 *
 * @param tenant the tenant's name; empty before the first
 * @param connection the connection's name; empty before the tenant's first
 */
public record ConnectionCursor(String tenant, String connection) {
    /** What a cursor looks like. */
    public static final String PATTERN = "(" + Name.PATTERN + ")\\.(" + Name.PATTERN + ")";

    private static final ConnectionCursor START = new ConnectionCursor("", "");
    private static final Pattern TEXT = Pattern.compile(PATTERN);

    /** Of a text that matches {@link #PATTERN}; before the first connection where there is none. */
    public static ConnectionCursor of(@Nullable String text) {
        if (text == null) {
            return START;
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Not a cursor");
        }
        return new ConnectionCursor(matcher.group(1), matcher.group(2));
    }

    /** The cursor that a page ends with. */
    static String after(ConnectionView last) {
        return last.tenant() + "." + last.connection();
    }
}
