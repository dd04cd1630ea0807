package io.countersign.problem;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a body is said to be what all bodies of the API are: JSON in UTF-8, not packed. */
final class BodyForm {
    private static final String USUAL = "application/json";

    /** RFC 9110, section 8.3.1, as far as it matters here. */
    private static final Pattern JSON = Pattern.compile("application/json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*(\"[^\"]*\"|[^;]*)", Pattern.CASE_INSENSITIVE);

    private BodyForm() {}

    /** Null where it may be read. */
    static @Nullable Problem problem(MultiMap headers) {
        for (String coding : headers.getAll(HttpHeaderNames.CONTENT_ENCODING)) {
            if (!coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
                return Problem.unsupportedBody("not compressed, without Content-Encoding");
            }
        }
        List<String> types = headers.getAll(HttpHeaderNames.CONTENT_TYPE);
        if (types.size() == 1 && types.getFirst().equals(USUAL)) {
            return null;
        }
        if (types.size() != 1 || !JSON.matcher(types.getFirst().strip()).matches()) {
            return Problem.unsupportedBody("as JSON with Content-Type: application/json");
        }
        Matcher charset = CHARSET.matcher(types.getFirst());
        while (charset.find()) {
            String name = charset.group(1).replace("\"", "").strip().toLowerCase(Locale.ROOT);
            if (!name.equals("utf-8") && !name.equals("utf8")) {
                return Problem.unsupportedBody("in UTF-8");
            }
        }
        return null;
    }
}
