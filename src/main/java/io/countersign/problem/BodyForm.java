package io.countersign.problem;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a body has to be, and whether it is said to be that: JSON in UTF-8, not packed.
 *
 * @param mediaType as it is told on
 * @param said that type as it may be written (RFC 9110, section 8.3.1, as far as it matters here)
 * @param how to send it, in words
 * @param most how many bytes it may hold
 */
record BodyForm(String mediaType, Pattern said, String how, long most) {
    /** Of all bodies but those of lines. */
    static final BodyForm OBJECT = new BodyForm(
            "application/json",
            Pattern.compile("application/json\\s*(;.*)?", Pattern.CASE_INSENSITIVE),
            "as JSON with Content-Type: application/json",
            Reception.LARGEST_BODY);

    /** One object a line. */
    static final BodyForm LINES = new BodyForm(
            JsonLines.MEDIA_TYPE,
            Pattern.compile("application/x-ndjson\\s*(;.*)?", Pattern.CASE_INSENSITIVE),
            "as one JSON object a line with Content-Type: " + JsonLines.MEDIA_TYPE,
            JsonLines.LARGEST_BODY);

    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*(\"[^\"]*\"|[^;]*)", Pattern.CASE_INSENSITIVE);

    /** 413. */
    Problem tooLarge() {
        return most == JsonLines.LARGEST_BODY ? JsonLines.tooLarge() : BodyProblem.tooLarge();
    }

    /** Null where it may be read. */
    @Nullable
    Problem problem(MultiMap headers) {
        for (String coding : headers.getAll(HttpHeaderNames.CONTENT_ENCODING)) {
            if (!coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
                return Problem.unsupportedBody("not compressed, without Content-Encoding");
            }
        }
        List<String> types = headers.getAll(HttpHeaderNames.CONTENT_TYPE);
        if (types.size() == 1 && types.getFirst().equals(mediaType)) {
            return null;
        }
        if (types.size() != 1 || !said.matcher(types.getFirst().strip()).matches()) {
            return Problem.unsupportedBody(how);
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
